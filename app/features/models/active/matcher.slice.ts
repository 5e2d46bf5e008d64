import * as v from 'valibot';
import type { LoadedMatcher, MatcherRequest, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { choiceSchema, DEMO, type ModelChoice, sameChoice, sourceOf } from './choice';
import { isOwn } from './matcher.selectors';

/** `none`: captions are ranked by how sure the captioner was. */
export type MatcherStatus = 'none' | 'loading' | 'ready' | 'failed';

export interface MatcherState {
  /**
   * `demo`, as it is at first, stands for the captioner's own bundle, if it can match: what the demo model knows of
   * pictures is no measure for other captioners.
   */
  choice: ModelChoice | null;
  loaded: LoadedMatcher | null;
  status: MatcherStatus;
  error: WireError | null;
}

export const MATCHER_PERSISTED: PersistedKeys<MatcherState> = {
  choice: { kind: 'value', schema: v.nullable(choiceSchema), shared: false },
  loaded: false,
  status: false,
  error: false,
};

export interface MatcherActions {
  /** Has the captions of later runs ranked by another model; null by none. */
  use(choice: ModelChoice | null): Promise<void>;
  /** Loads the chosen matcher next to the captioner; does nothing while there is no captioner. */
  load(): Promise<void>;
  /** Stops loading the matcher; the one before it comes back, if there was one. */
  cancelLoading(): void;
  /** Without a matcher from now on; `error` says why it is not loaded again. */
  reset(error: WireError | null): void;
}

export const createMatcherSlice: Slice<'matcher'> = (set, get, { client, modelUrl }) => {
  let loading: AbortController | null = null;
  /** What matched last: the way back. */
  let former: ModelChoice | null = null;

  /** What to ask the worker for; null for no matcher. */
  function request(): MatcherRequest | null {
    const { matcher, model } = get();
    const own = isOwn(get());
    if (!matcher.choice || (own && !model.loaded?.capabilities.includes('match'))) return null;
    return { source: sourceOf(own ? model.choice : matcher.choice, modelUrl) };
  }

  async function giveUp(reason: unknown): Promise<void> {
    const error = reason instanceof RequestAborted ? null : toWireError(reason);
    const back = former;
    former = null;
    const gone = error?.code === 'model-missing' && !isOwn(get());
    if (!gone && error) return set({ status: 'failed', error });
    const instead = !gone && !sameChoice(back, get().matcher.choice) ? back : null;
    set({ choice: gone ? DEMO : instead });
    if (gone) get().model.notify({ kind: 'matcher-gone' });
    await get().matcher.load();
  }

  return {
    choice: DEMO,
    loaded: null,
    status: 'none',
    error: null,

    async use(choice) {
      const { choice: before, status } = get().matcher;
      if (sameChoice(choice, before) && status !== 'failed') return;
      set({ choice });
      await get().matcher.load();
    },

    async load() {
      loading?.abort();
      loading = null;
      if (get().model.status !== 'ready') return;
      const wanted = request();
      if (!wanted && get().matcher.status === 'none') return;
      const attempt = new AbortController();
      loading = attempt;
      set({ loaded: null, status: wanted ? 'loading' : 'none', error: null });
      const outcome = await client.request('matcher', wanted, { signal: attempt.signal }).then(
        (matcher) => () => {
          former = matcher ? get().matcher.choice : null;
          set({ loaded: matcher, status: matcher ? 'ready' : 'none' });
        },
        (reason: unknown) => () => giveUp(reason),
      );
      if (loading !== attempt) return;
      loading = null;
      await outcome();
    },

    cancelLoading: () => loading?.abort(),
    reset: (error) => set({ loaded: null, status: error ? 'failed' : 'none', error }),
  };
};
