import { scopedName } from '../../store/scope';

const LOCK = 'blipscope-tab';

/** As much of the browser's locks as is used. */
export type TabLocks = Pick<LockManager, 'request'>;

/**
 * Reports whether another tab had the app open first: the first tab has a lock until it closes, then the next one
 * has it.
 */
export function followTabs(
  locks: TabLocks,
  tell: (otherTab: boolean) => void,
  lockName = scopedName(LOCK),
): void {
  const hold = () => {
    tell(false);
    return new Promise<never>(() => {});
  };
  void locks.request(lockName, { ifAvailable: true }, (lock) => {
    if (lock) return hold();
    tell(true);
    // Not returned: this request ends, and the one that waits in line is made.
    void locks.request(lockName, hold);
    return undefined;
  });
}
