/** Listing the pictures of a collection. */
import type { CollectionSummary, LeftOut, TextWarning, WireError } from '../../../../core/protocol';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from './collection-store';

export interface OpeningState {
  status: 'opening' | 'open' | 'cancelled' | 'failed';
  /** Pictures found so far. */
  found: number;
  openError: WireError | null;
  summary: CollectionSummary | null;
  /** Files that are no pictures of it: the first ones, and their number. */
  leftOut: readonly LeftOut[];
  leftOutCount: number;
  warnings: readonly TextWarning[];
}

export interface OpeningActions {
  /** Lists the pictures; after a failure or a cancel, again. Never rejects. */
  open(): Promise<void>;
  cancelOpening(): void;
}

export function createOpening(
  set: SetState,
  get: GetState,
  { source, collections }: CollectionTools,
): OpeningState & OpeningActions {
  let stop = new AbortController();
  return {
    status: 'opening',
    found: 0,
    openError: null,
    summary: null,
    leftOut: [],
    leftOutCount: 0,
    warnings: [],

    async open() {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      set({ status: 'opening', found: 0, openError: null });
      try {
        const { records, ...opened } = await collections.request(
          'openCollection',
          { source },
          { signal, onProgress: ({ found }) => set({ found }) },
        );
        const byPath = new Map(records.map((record) => [record.path, record]));
        set({ status: 'open', records: byPath, ...opened });
        void get().writeJournal();
        // Those that a run has read are known by their records.
        if (records.some(({ done }) => !done)) void get().findDuplicates();
      } catch (error) {
        if (error instanceof RequestAborted) set({ status: 'cancelled' });
        else set({ status: 'failed', openError: toWireError(error) });
      }
    },

    cancelOpening: () => stop.abort(),
  };
}
