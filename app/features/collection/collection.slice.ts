import * as v from 'valibot';
import { DEFAULT_FILTER, type FilterSettings, KEEP_RULES } from '../../../core/collection';
import type { CollectionSource, WireError } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { type CollectionClient, type RunClient, WorkerFailure } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';

/** What the page needs to know of the open collection; the rest is in the store of the part that shows it. */
export interface CollectionState {
  /** Where its pictures are; null while none is open. */
  source: CollectionSource | null;
  view: 'stage' | 'grid';
  /** What the grid is asked to find. */
  wanted: Wanted | null;
  /** The picture that is on the stage. */
  visited: Visit | null;
  /** Why the picture that was asked for last cannot be shown. */
  visitError: WireError | null;
  filter: FilterSettings;
  /** Whether one was ever opened on this device. */
  known: boolean;
}

/** A picture of a collection. */
export interface Visit {
  collection: string;
  path: string;
  /** Paths in the grid's order: the stage steps through them. */
  order: readonly string[];
  /** The sentence that found it. */
  foundBy?: string;
}

/** Words that are still to be typed, or pictures like another one. */
export type Wanted = { kind: 'words' } | { kind: 'like'; path: string };

export const COLLECTION_PERSISTED: PersistedKeys<CollectionState> = {
  source: false,
  view: false,
  wanted: false,
  visited: false,
  visitError: false,
  filter: v.object({
    threshold: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    keep: v.picklist(KEEP_RULES),
  }),
  known: v.boolean(),
};

export interface CollectionActions {
  /** Shows another collection; its pictures are listed by the part that shows it. */
  open(source: CollectionSource): void;
  /** Back to single pictures. What is known about the collection stays stored. */
  close(): void;
  showGrid(): void;
  /** Has the grid find something; null when it does. */
  find(wanted: Wanted | null): void;
  /** Takes the collection's picture off the stage. */
  showStage(): void;
  /** Shows a picture on the stage, without a copy of it. Never rejects. */
  visit(visit: Visit): Promise<void>;
  /** Steps through the collection from the picture on the stage, and stops at its ends. */
  step(step: number): Promise<void>;
  setFilter(changes: Partial<FilterSettings>): void;
  /** For the part that shows the collection. */
  readonly clients: { collections: CollectionClient; engine: RunClient };
}

export const createCollectionSlice: Slice<'collection'> = (set, get, { collections, client }) => {
  let newest: Visit | null = null;
  const reopening = reopeningClient(collections, () => get().collection.source);

  function leave(): void {
    newest = null;
    if (get().collection.visited) get().pictures.leave();
    set({ visited: null, visitError: null });
  }

  return {
    source: null,
    view: 'stage',
    wanted: null,
    visited: null,
    visitError: null,
    filter: DEFAULT_FILTER,
    known: false,
    clients: { collections: reopening, engine: client },

    open(source) {
      leave();
      set({ source, view: 'grid', known: true });
    },

    close() {
      leave();
      set({ source: null, view: 'stage', wanted: null });
    },

    showGrid() {
      if (!get().collection.source) return;
      leave();
      set({ view: 'grid' });
    },

    find(wanted) {
      if (!get().collection.source) return;
      if (wanted) get().collection.showGrid();
      set({ wanted });
    },

    showStage() {
      leave();
      set({ view: 'stage' });
    },

    async visit(visit) {
      const { collection, path } = visit;
      newest = visit;
      set({ visitError: null });
      try {
        const blob = await reopening.request('pictureFile', { collection, path });
        if (newest !== visit) return;
        get().pictures.visit({ id: `${collection}/${path}`, name: path, blob, sample: false, place: 0 });
        set({ visited: visit, view: 'stage' });
      } catch (error) {
        if (newest === visit) set({ visitError: toWireError(error) });
      }
    },

    async step(step) {
      const { visited } = get().collection;
      if (!visited) return;
      const { order, path } = visited;
      const target = order[Math.min(order.length - 1, Math.max(0, order.indexOf(path) + step))];
      if (target !== undefined && target !== path) await get().collection.visit({ ...visited, path: target });
    },

    setFilter: (changes) => set({ filter: { ...get().collection.filter, ...changes } }),
  };
};

/** A worker that had to start over is told what was open, and asked once more. */
function reopeningClient(client: CollectionClient, source: () => CollectionSource | null): CollectionClient {
  return {
    ...client,
    async request(kind, payload, options) {
      try {
        return await client.request(kind, payload, options);
      } catch (error) {
        const open = source();
        if (!open || !(error instanceof WorkerFailure) || error.wire.code !== 'collection-closed')
          throw error;
        await client.request('openCollection', { source: open });
        return await client.request(kind, payload, options);
      }
    },
  };
}
