import { scopedName, scopePath } from './scope';

type TextStorage = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Reads a value of this copy of the app from local storage. Earlier versions of every copy shared one name without a
 * scope: the first time, a copy below the root takes its value over, and leaves it there.
 * @returns an empty text where there is none, also where the browser stores nothing for the page.
 */
export function readStored(name: string, path = scopePath(), storage?: TextStorage): string {
  try {
    const from = storage ?? localStorage;
    const own = from.getItem(scopedName(name, path));
    if (own !== null || path === '/') return own ?? '';
    const shared = from.getItem(name) ?? '';
    // Also when it is empty: what another copy chooses later is not for this one.
    from.setItem(scopedName(name, path), shared);
    return shared;
  } catch {
    return '';
  }
}

/** Where the browser stores nothing, the value lasts as long as the page. */
export function writeStored(name: string, value: string, path = scopePath(), storage?: TextStorage): void {
  try {
    (storage ?? localStorage).setItem(scopedName(name, path), value);
  } catch {
    // As documented.
  }
}
