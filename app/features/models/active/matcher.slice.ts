import type { LoadedMatcher, MatcherRequest, WireError } from '../../../../core/protocol';
import type { Slice, State } from '../../../store/app-state';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { DEMO, type ModelChoice, sameChoice, sourceOf } from './choice';

/** `none`: captions are ranked by how sure the captioner was. */
export type MatcherStatus = 'none' | 'loading' | 'ready' | 'failed';

export interface MatcherState {
  /**
   * `demo`, as it is at first, stands for the captioner's own bundle, if it can match: what the demo model knows of
   * pictures is no measure for other captioners.
   */
  activeMatcher: ModelChoice | null;
  matcher: LoadedMatcher | null;
  matcherStatus: MatcherStatus;
  matcherError: WireError | null;
}

export interface MatcherActions {
  /** Has the captions of later runs ranked by another model; null by none. */
  useMatcher(choice: ModelChoice | null): Promise<void>;
  /** Loads the chosen matcher beside the captioner; does nothing while there is no captioner. */
  loadMatcher(): Promise<void>;
  /** Stops loading the matcher; the one before it comes back, if there was one. */
  cancelMatcher(): void;
}

export const createMatcherSlice: Slice<MatcherState & MatcherActions> = (set, get, { client, modelUrl }) => {
  let loading: AbortController | null = null;
  /** What matched last: the way back. */
  let former: ModelChoice | null = null;

  /** What to ask the worker for; null for no matcher. */
  function request(): MatcherRequest | null {
    const { activeMatcher, activeCaptioner, model } = get();
    const own = isOwn(get());
    if (!activeMatcher || (own && !model?.capabilities.includes('match'))) return null;
    return { source: sourceOf(own ? activeCaptioner : activeMatcher, modelUrl) };
  }

  async function giveUp(reason: unknown): Promise<void> {
    const { activeMatcher } = get();
    const error = reason instanceof RequestAborted ? null : toWireError(reason);
    const back = former;
    former = null;
    const gone = error?.code === 'model-missing' && !isOwn(get());
    if (!gone && error) return set({ matcherStatus: 'failed', matcherError: error });
    const instead = !gone && !sameChoice(back, activeMatcher) ? back : null;
    set({
      activeMatcher: gone ? DEMO : instead,
      ...(gone && {
        modelNotice: 'The matcher you chose is no longer on this device; captions are ranked without it.',
      }),
    });
    await get().loadMatcher();
  }

  return {
    activeMatcher: DEMO,
    matcher: null,
    matcherStatus: 'none',
    matcherError: null,

    async useMatcher(choice) {
      const { activeMatcher, matcherStatus } = get();
      if (sameChoice(choice, activeMatcher) && matcherStatus !== 'failed') return;
      set({ activeMatcher: choice });
      await get().loadMatcher();
    },

    async loadMatcher() {
      loading?.abort();
      loading = null;
      if (get().modelStatus !== 'ready') return;
      const wanted = request();
      if (!wanted && get().matcherStatus === 'none') return;
      const attempt = new AbortController();
      loading = attempt;
      set({ matcher: null, matcherStatus: wanted ? 'loading' : 'none', matcherError: null });
      const outcome = await client.request('matcher', wanted, { signal: attempt.signal }).then(
        (matcher) => () => {
          former = matcher ? get().activeMatcher : null;
          set({ matcher, matcherStatus: matcher ? 'ready' : 'none' });
        },
        (reason: unknown) => () => giveUp(reason),
      );
      if (loading !== attempt) return;
      loading = null;
      await outcome();
    },

    cancelMatcher: () => loading?.abort(),
  };
};

/** Whether captions are to be ranked by the bundle that wrote them. */
export function isOwn({
  activeMatcher,
  activeCaptioner,
}: Pick<State, 'activeMatcher' | 'activeCaptioner'>): boolean {
  return activeMatcher?.kind === 'demo' || sameChoice(activeMatcher, activeCaptioner);
}
