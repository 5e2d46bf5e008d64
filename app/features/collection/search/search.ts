/** Finding pictures by a sentence or by another picture. The worker ranks them; the page keeps their order calm. */
import {
  DEFAULT_RERANK,
  type SearchHit,
  type SearchQuery,
  type SearchResult,
  type WireError,
} from '../../../../core/protocol';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import type { CollectionTools, GetState, SetState } from '../store/collection-store';
import type { Sort } from '../store/view';
import { askEngine } from './ask-engine';

export interface Search {
  query: SearchQuery;
  status: 'searching' | 'done' | 'cancelled' | 'failed';
  /** What is known so far; null before the first answer. */
  result: SearchResult | null;
  /** Why it failed. */
  error: WireError | null;
  /** Also those that do not fit. */
  all: boolean;
  /** Null: the best hit first. */
  sort: Sort | null;
  /**
   * Paths that are shown, in order: those of `result`, unless the pointer or the keyboard is in the grid. Null before the
   * first result, unless a search before it has left some.
   */
  order: readonly string[] | null;
  /** Pictures a second that ITM looks at; null before there is a figure. */
  perSecond: number | null;
}

export interface SearchState {
  search: Search | null;
  /** The pointer or the keyboard has come into the grid since the search began: nothing may move there. */
  held: boolean;
}

export interface SearchActions {
  /** Ranks the pictures; replaces the search before. Never rejects. */
  searchFor(query: SearchQuery): Promise<void>;
  /** Searches for the same once more. */
  searchAgain(): void;
  /** Ends the search with what is known. */
  cancelSearch(): void;
  /** Shows all pictures again. */
  clearSearch(): void;
  showSearch(changes: Partial<Pick<Search, 'all' | 'sort'>>): void;
  /** Keeps the order, or takes over the one that has been found meanwhile. */
  hold(held: boolean): void;
}

/** Hits that a search has at most. */
const MAX_HITS = 1000;
/** Fewer say little about the speed. */
const MIN_TIMED = 8;

export function createSearch(
  set: SetState,
  get: GetState,
  tools: CollectionTools,
): SearchState & SearchActions {
  let stop = new AbortController();

  /** Changes the search, unless another one has replaced it. */
  function update(signal: AbortSignal, changes: Partial<Search>): void {
    const { search, held } = get();
    if (!search || signal !== stop.signal) return;
    const now = { ...search, ...changes };
    const isKept = held && search.result !== null;
    set({ search: isKept ? now : { ...now, order: orderOf(now) } });
  }

  function request(query: SearchQuery, signal: AbortSignal): Promise<SearchResult> {
    const { source } = tools;
    const collection = get().summary?.id ?? '';
    let start: number | null = null;
    return askEngine(
      tools,
      'search',
      { collection, source, query, rerank: DEFAULT_RERANK, limit: MAX_HITS },
      {
        signal,
        onProgress: (result) => {
          start ??= performance.now();
          const seconds = (performance.now() - start) / 1000;
          const perSecond = result.checked >= MIN_TIMED && seconds > 0 ? result.checked / seconds : null;
          update(signal, { result, perSecond });
        },
      },
    );
  }

  async function run(query: SearchQuery, kept: Partial<Search>): Promise<void> {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    set({ held: false, search: { ...NOTHING_YET, order: get().search?.order ?? null, ...kept, query } });
    try {
      const result = await request(query, signal);
      update(signal, { result, status: signal.aborted ? 'cancelled' : 'done' });
    } catch (error) {
      const isCancelled = error instanceof RequestAborted || signal.aborted;
      if (isCancelled) update(signal, { status: 'cancelled' });
      else update(signal, { status: 'failed', error: toWireError(error), result: null, order: null });
    }
  }

  return {
    search: null,
    held: false,

    searchFor: (query) => run(query, {}),

    searchAgain() {
      const { search } = get();
      if (search) void run(search.query, { all: search.all, sort: search.sort });
    },

    cancelSearch: () => stop.abort(),

    clearSearch() {
      stop.abort();
      stop = new AbortController();
      set({ search: null });
    },

    showSearch(changes) {
      const { search } = get();
      if (!search) return;
      const now = { ...search, ...changes };
      set({ search: { ...now, order: orderOf(now) } });
    },

    hold(held) {
      const { search } = get();
      set(search && !held ? { held, search: { ...search, order: orderOf(search) } } : { held });
    },
  };
}

const NOTHING_YET: Omit<Search, 'query'> = {
  status: 'searching',
  result: null,
  error: null,
  all: false,
  sort: null,
  order: null,
  perSecond: null,
};

function orderOf({ result, all, order }: Pick<Search, 'result' | 'all' | 'order'>): Search['order'] {
  if (!result) return order;
  const hits = all ? result.hits : result.hits.slice(0, inFront(result));
  return hits.map(({ path }) => path);
}

/** Hits that fit, or that ITM has still to look at; all where it does not look. */
function inFront({ hits, fitting, checked, toCheck }: SearchResult): number {
  return fitting === null ? hits.length : Math.min(hits.length, fitting + toCheck - checked);
}

/** Whether the order that is shown is not that of what is known. */
export function isOutOfDate(search: Search): boolean {
  return orderOf(search)?.join('\n') !== search.order?.join('\n');
}

/** Hits that do not fit, or that ITM does not look at: none where they are shown with the others. */
export function restOf({ result, all }: Search): string[] {
  return result && !all ? result.hits.slice(inFront(result)).map(({ path }) => path) : [];
}

const byPath = new WeakMap<SearchResult, ReadonlyMap<string, SearchHit>>();

/** What is known of a picture that was found. */
export function hitOf(search: Search | null, path: string): SearchHit | null {
  if (!search?.result) return null;
  let hits = byPath.get(search.result);
  if (!hits) {
    hits = new Map(search.result.hits.map((hit) => [hit.path, hit]));
    byPath.set(search.result, hits);
  }
  return hits.get(path) ?? null;
}
