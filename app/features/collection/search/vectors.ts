/** Making vectors of pictures that no run has seen: without one a picture cannot be found. */
import type { DuplicateGroup, EmbedCollectionProgress, WireError } from '../../../../core/protocol';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from '../store/collection-store';
import { askEngine } from './ask-engine';

export interface VectorsState {
  vectors: {
    status: 'idle' | 'making' | 'pausing' | 'paused' | 'done' | 'failed';
    progress: EmbedCollectionProgress | null;
    error: WireError | null;
  };
  /** Of pictures that a run has read or that have a vector, as they were when it was asked for; null before. */
  duplicateGroups: readonly DuplicateGroup[] | null;
}

export interface VectorsActions {
  /** Makes those that are missing, and then searches once more. Never rejects. */
  makeVectors(): Promise<void>;
  /** What is made is stored. */
  pauseVectors(): void;
  /** Looks for duplicates also among pictures that no run has seen. Never rejects. */
  findDuplicates(): Promise<void>;
}

export function createVectors(
  set: SetState,
  get: GetState,
  tools: CollectionTools,
): VectorsState & VectorsActions {
  let stop = new AbortController();
  const change = (changes: Partial<VectorsState['vectors']>) =>
    set({ vectors: { ...get().vectors, ...changes } });

  async function make(signal: AbortSignal): Promise<void> {
    const { source } = tools;
    const collection = get().summary?.id ?? '';
    const report = await askEngine(
      tools,
      'embedCollection',
      { collection, source },
      { signal, onProgress: (progress) => change({ progress }) },
    );
    const { stopped, paused } = report;
    change({ status: stopped ? 'failed' : paused ? 'paused' : 'done', error: stopped });
  }

  return {
    vectors: { status: 'idle', progress: null, error: null },
    duplicateGroups: null,

    async makeVectors() {
      if (isMaking(get().vectors.status)) return;
      stop = new AbortController();
      const { signal } = stop;
      set({ vectors: { status: 'making', progress: null, error: null } });
      try {
        await make(signal);
      } catch (error) {
        const isPaused = error instanceof RequestAborted || signal.aborted;
        change(isPaused ? { status: 'paused' } : { status: 'failed', error: toWireError(error) });
      }
      // What it said of pictures without a vector does not hold any more.
      if (get().sorting.status !== 'sorting') set({ sorting: { ...get().sorting, report: null } });
      if (get().search?.status !== 'searching') get().searchAgain();
      await get().findDuplicates();
    },

    pauseVectors() {
      if (!isMaking(get().vectors.status)) return;
      change({ status: 'pausing' });
      stop.abort();
    },

    async findDuplicates() {
      const collection = get().summary?.id ?? '';
      try {
        set({ duplicateGroups: await tools.collections.request('nearDuplicates', { collection }) });
      } catch {
        // Those among captioned pictures are known without it.
      }
    },
  };
}

export function isMaking(status: VectorsState['vectors']['status']): boolean {
  return status === 'making' || status === 'pausing';
}
