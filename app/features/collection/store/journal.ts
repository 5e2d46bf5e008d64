/** The journal in the collection's folder. The worker writes it, apart from the run. */
import type { JournalReport, WireError } from '../../../../core/protocol';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from './collection-store';

export interface JournalState {
  /** Of the last time that everything was looked at. */
  journalReport: JournalReport | null;
  /** Why the journal was not written the last time: nothing is lost, and the next time may do it. */
  journalError: WireError | null;
}

export interface JournalActions {
  /** Begins or ends keeping the journal, and remembers it with the collection. Never rejects. */
  keepJournal(keep: boolean): Promise<void>;
  /** Writes everything that the journal lacks, if it is kept. Never rejects. */
  writeJournal(options?: { anew: boolean }): Promise<void>;
  /** Something was found out about these pictures, and is written with what comes after it. */
  writeJournalLater(paths: readonly string[]): void;
  /** What was to be written later is written now. */
  flushJournal(): void;
}

/** Milliseconds: each time the browser copies the journal. Until then results are in its database. */
const INTERVAL = 30_000;

export function createJournal(
  set: SetState,
  get: GetState,
  { collections }: CollectionTools,
): JournalState & JournalActions {
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<void> = Promise.resolve();

  /** One after the other. @param paths as in the request. */
  function write(paths: readonly string[] | null, anew = false): Promise<void> {
    last = last.then(() => writeNow(paths, anew));
    return last;
  }

  async function writeNow(paths: readonly string[] | null, anew: boolean): Promise<void> {
    const { summary, journalReport } = get();
    if (!summary?.keepsJournal || !summary.handle) return;
    const request = { collection: summary.id, folder: summary.handle, paths, anew };
    try {
      const report = await collections.request('writeJournal', request);
      set({ journalError: null });
      if (paths === null) set({ journalReport: report });
      else if (report.left > 0 && !journalReport?.left) await writeNow(null, false);
    } catch (error) {
      for (const path of paths ?? []) changed.add(path);
      set({ journalError: toWireError(error) });
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    const paths = [...changed];
    changed.clear();
    void write(paths);
  }

  return {
    journalReport: null,
    journalError: null,

    async keepJournal(keep) {
      const { summary } = get();
      if (!summary) return;
      set({ summary: { ...summary, keepsJournal: keep }, journalReport: null, journalError: null });
      try {
        await collections.request('keepJournal', { collection: summary.id, keep });
      } catch (error) {
        set({ summary, journalError: toWireError(error) });
      }
      await write(null);
    },

    writeJournal: (options) => write(null, options?.anew),

    writeJournalLater(paths) {
      if (!get().summary?.keepsJournal) return;
      for (const path of paths) changed.add(path);
      timer ??= setTimeout(flush, INTERVAL);
    },

    flushJournal: flush,
  };
}
