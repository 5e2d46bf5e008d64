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

/** Fewer say little about the speed. */
const MIN_TIMED = 8;

export function createSearch(
  set: SetState,
  get: GetState,
  tools: CollectionTools,
): SearchState & SearchActions {
  return { search: null, held: false, ...searching(set, get, tools), ...showing(set, get) };
}

/** What asks the worker: one search at a time. */
function searching(
  set: SetState,
  get: GetState,
  tools: CollectionTools,
): Pick<SearchActions, 'searchFor' | 'searchAgain' | 'cancelSearch' | 'clearSearch'> {
  let stop = new AbortController();

  /** Changes the search, unless another one has replaced it. */
  function update(signal: AbortSignal, changes: Partial<Search>): void {
    const { search, held } = get();
    if (!search || signal !== stop.signal) return;
    const now = { ...search, ...changes };
    const isKept = held && search.result !== null;
    set({ search: isKept ? now : { ...now, order: orderOf(now) } });
  }

  async function run(query: SearchQuery, kept: Partial<Search>): Promise<void> {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    const { summary, search } = get();
    set({ held: false, search: { ...NOTHING_YET, order: search?.order ?? null, ...kept, query } });
    const asked = { collection: summary?.id ?? '', query };
    try {
      const result = await ask(tools, asked, { signal, onFound: (found) => update(signal, found) });
      update(signal, { result, status: signal.aborted ? 'cancelled' : 'done' });
    } catch (error) {
      const isCancelled = error instanceof RequestAborted || signal.aborted;
      if (isCancelled) update(signal, { status: 'cancelled' });
      else update(signal, { status: 'failed', error: toWireError(error), result: null, order: null });
    }
  }

  return {
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
  };
}

interface Following {
  signal: AbortSignal;
  onFound: (found: Pick<Search, 'result' | 'perSecond'>) => void;
}

/** @throws as `askEngine`. */
function ask(
  tools: CollectionTools,
  asked: { collection: string; query: SearchQuery },
  { signal, onFound }: Following,
): Promise<SearchResult> {
  let start = 0;
  let others: SearchHit[] = [];
  const onProgress = (progress: SearchResult) => {
    const { hits, checked, toCheck } = progress;
    if (checked === 0) {
      start = performance.now();
      others = hits.slice(toCheck);
      onFound({ result: progress, perSecond: null });
      return;
    }
    const seconds = (performance.now() - start) / 1000;
    const perSecond = checked >= MIN_TIMED && seconds > 0 ? checked / seconds : null;
    onFound({ result: { ...progress, hits: [...hits, ...others] }, perSecond });
  };
  const request = { ...asked, source: tools.source, rerank: DEFAULT_RERANK };
  return askEngine(tools, 'search', request, { signal, onProgress });
}

/** How what is known is shown. */
function showing(set: SetState, get: GetState): Pick<SearchActions, 'showSearch' | 'hold'> {
  return {
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
  const [known, shown] = [orderOf(search) ?? [], search.order ?? []];
  return known.length !== shown.length || known.some((path, place) => path !== shown[place]);
}

/** Hits that do not fit, or that ITM does not look at: none where they are shown with the others. */
export function restOf({ result, all }: Search): string[] {
  return result && !all ? result.hits.slice(inFront(result)).map(({ path }) => path) : [];
}

const byPath = new WeakMap<SearchResult, ReadonlyMap<string, SearchHit>>();

/** What ITM says of a picture that was found; null where it says nothing. */
export function hitOf(search: Search | null, path: string): SearchHit | null {
  if (!search?.result) return null;
  let hits = byPath.get(search.result);
  if (!hits) {
    const seen = search.result.hits.filter(({ probability }) => probability !== null);
    hits = new Map(seen.map((hit) => [hit.path, hit]));
    byPath.set(search.result, hits);
  }
  return hits.get(path) ?? null;
}
