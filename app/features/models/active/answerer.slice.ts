import type { LoadedAnswerer, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { answererChoice } from './answerer.selectors';
import { choiceSchema, DEMO, type ModelChoice, sameChoice, sourceOf } from './choice';

/** `idle`: it is loaded with the first question. */
export type AnswererStatus = 'idle' | 'loading' | 'ready' | 'failed';

export interface AnswererState {
  /** `demo`, as it is at first, stands for the captioner's own bundle, if it can answer. */
  choice: ModelChoice;
  loaded: LoadedAnswerer | null;
  status: AnswererStatus;
  error: WireError | null;
}

export const ANSWERER_PERSISTED: PersistedKeys<AnswererState> = {
  choice: { kind: 'value', schema: choiceSchema, shared: false },
  loaded: false,
  status: false,
  error: false,
};

export interface AnswererActions {
  /** Has later questions answered by another model, and loads it. */
  use(choice: ModelChoice): Promise<void>;
  /** Loads the answerer next to the captioner unless it is there. Resolves to whether it is. */
  load(): Promise<boolean>;
  /** Stops loading it; the next question begins again. */
  cancelLoading(): void;
  /** The worker has unloaded it. */
  reset(): void;
}

export const createAnswererSlice: Slice<'answerer'> = (set, get, { client, modelUrl }) => {
  let loading: { abort: AbortController; done: Promise<boolean> } | null = null;

  /** The model that was chosen is not on this device any more: the captioner answers if it can. */
  function settle(reason: unknown): void {
    const error = reason instanceof RequestAborted ? null : toWireError(reason);
    const gone = error?.code === 'model-missing' && get().answerer.choice.kind === 'installed';
    if (!error) set({ status: 'idle' });
    else if (gone) {
      set({ choice: DEMO, status: 'idle' });
      get().model.notify({ kind: 'answerer-gone' });
    } else set({ status: 'failed', error });
  }

  async function load(choice: ModelChoice, { signal }: AbortController): Promise<boolean> {
    set({ loaded: null, status: 'loading', error: null });
    const outcome = await client.request('answerer', { source: sourceOf(choice, modelUrl) }, { signal }).then(
      (loaded) => () => set({ loaded, status: 'ready' }),
      (reason: unknown) => () => settle(reason),
    );
    // Another load, or none, took its place.
    if (loading?.abort.signal !== signal) return false;
    loading = null;
    outcome();
    return get().answerer.status === 'ready';
  }

  return {
    choice: DEMO,
    loaded: null,
    status: 'idle',
    error: null,

    async use(choice) {
      const { choice: before, status, loaded } = get().answerer;
      if (sameChoice(choice, before) && status !== 'failed') return;
      get().answerer.reset();
      set({ choice });
      if (choice.kind === 'installed') await get().answerer.load();
      // It would take memory until the captioner is replaced.
      else if (loaded) await client.request('answerer', null).catch(() => {});
    },

    async load() {
      if (loading) return loading.done;
      const choice = answererChoice(get());
      if (get().model.status !== 'ready' || !choice) return false;
      if (get().answerer.status === 'ready') return true;
      const abort = new AbortController();
      const begun = { abort, done: Promise.resolve(false) };
      loading = begun;
      begun.done = load(choice, abort);
      return begun.done;
    },

    cancelLoading: () => loading?.abort.abort(),

    reset() {
      loading?.abort.abort();
      loading = null;
      set({ loaded: null, status: 'idle', error: null });
    },
  };
};
