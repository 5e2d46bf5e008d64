import * as v from 'valibot';
import { BACKENDS } from '../../../../core/dtypes';
import type { Backend, LoadedModel, LoadProgress, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { RequestAborted, WorkerFailure } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { slowFp16Gpus, slowGpus } from '../device/benchmark';
import { choiceSchema, DEMO, type ModelChoice, sameChoice, sourceOf } from './choice';
import { EngineFailures } from './engine-failures';
import { chosenBackend } from './model.selectors';

export type BackendChoice = Backend | 'auto';
export type ModelStatus = 'idle' | 'loading' | 'ready' | 'cancelled' | 'failed';

/** How far loading is, and since when this phase runs. Times in milliseconds. */
export interface TimedProgress extends LoadProgress {
  since: number;
  now: number;
}

/** Why another model runs than the one that was chosen, or elsewhere; the catalogue has the words. */
export type ModelNotice =
  | { kind: 'gpu-lost-twice' | 'gpu-lost-loading' | 'model-gone' | 'matcher-gone' | 'answerer-gone' }
  | { kind: 'model-before'; error: WireError };

export interface ModelState {
  backendChoice: BackendChoice;
  /** What the address asks for, of this visit only; it goes before the setting. */
  backendOverride: BackendChoice | null;
  choice: ModelChoice;
  loaded: LoadedModel | null;
  status: ModelStatus;
  progress: TimedProgress | null;
  /** Why there is no model; while it loads again, why that is. */
  error: WireError | null;
  /** Why another model runs than the one that was chosen, until it is read. */
  notice: ModelNotice | null;
}

export const MODEL_PERSISTED: PersistedKeys<ModelState> = {
  backendChoice: { kind: 'value', schema: v.picklist(['auto', ...BACKENDS]), shared: false },
  backendOverride: false,
  // Another tab's model is not loaded here.
  choice: { kind: 'value', schema: choiceSchema, shared: false },
  loaded: false,
  status: false,
  progress: false,
  error: false,
  notice: false,
};

export interface ModelActions {
  /** Loads the model, or loads it again. A load under way is cancelled first. */
  load(): Promise<void>;
  /** Stops loading; the model before it comes back, if there was one. */
  cancelLoading(): void;
  /** Chooses what runs the model, and loads it there. */
  setBackend(choice: BackendChoice): Promise<void>;
  /** Captions with another model from now on. */
  use(choice: ModelChoice): Promise<void>;
  /** Shows a notice until it is dismissed. */
  notify(notice: ModelNotice): void;
  dismissNotice(): void;
  /** Overrides the chosen backend for this visit. */
  overrideBackend(override: BackendChoice | null): void;
}

type Setup = Pick<ModelState, 'choice' | 'backendChoice' | 'backendOverride'>;

export const createModelSlice: Slice<'model'> = (set, get, tools) => {
  const { client, modelUrl, now } = tools;
  let loading: AbortController | null = null;
  /** What ran last: the way back. */
  let former: Setup | null = null;

  const failures = new EngineFailures();
  /** Why the matcher is not loaded with the captioner. */
  let matcherTrouble: WireError | null = null;
  /** The runtime's threads failed, and would fail again. */
  let oneThread = false;

  client.onLost((error) => {
    const { status } = get().model;
    const loadingMatcher = get().matcher.status === 'loading';
    const cancelled = loading?.signal.aborted;
    loading = null;
    set({ loaded: null, status: 'failed', error, progress: null });
    get().matcher.reset(null);
    get().answerer.reset();
    if (error.code === 'threads-failed') oneThread = true;
    if (failures.isMatcherSuspect(error, loadingMatcher)) matcherTrouble = error;
    if (cancelled) void giveUp(new RequestAborted(error.message));
    else if (status === 'ready' || status === 'loading') recover(error, status === 'loading');
  });

  function recover(error: WireError, wasLoading: boolean): void {
    const recovery = failures.recoveryFrom(error, wasLoading, now());
    if (recovery === 'give-up') return void giveUp(new WorkerFailure(error));
    if (recovery === 'on-cpu') {
      set({ backendOverride: 'wasm', notice: { kind: wasLoading ? 'gpu-lost-loading' : 'gpu-lost-twice' } });
    }
    void get().model.load();
    if (error.code !== 'worker-replaced') set({ error });
  }

  function setup(): Setup {
    const { choice, backendChoice, backendOverride } = get().model;
    return { choice, backendChoice, backendOverride };
  }

  function report(progress: LoadProgress): void {
    const before = get().model.progress;
    const since = before?.phase === progress.phase ? before.since : now();
    set({ progress: { ...progress, since, now: now() } });
  }

  function arrive(model: LoadedModel): void {
    former = setup();
    failures.modelLoaded();
    set({ loaded: model, status: 'ready', progress: null, error: null });
    const trouble = matcherTrouble;
    matcherTrouble = null;
    // Asked for before the first caption, so that this one is matched too.
    if (trouble) get().matcher.reset(trouble);
    else void get().matcher.load();
    // The worker unloaded it with the captioner before.
    get().answerer.reset();
    get().captions.runQueue();
    void get().answerMaps.load();
  }

  /** Back to what ran before, or to the demo model where the chosen one is gone; null when there is no way back. */
  function wayBack(error: WireError | null): (Partial<Setup> & Pick<ModelState, 'notice'>) | null {
    const gone = error?.code === 'model-missing' && get().model.choice.kind === 'installed';
    const back = former;
    former = null;
    if (back && !sameSetup(back, setup())) {
      return { ...back, notice: error && { kind: 'model-before', error } };
    }
    if (!gone) return null;
    return { choice: DEMO, notice: { kind: 'model-gone' } };
  }

  async function giveUp(reason: unknown): Promise<void> {
    const error = reason instanceof RequestAborted ? null : toWireError(reason);
    const back = wayBack(error);
    if (back) {
      set(back);
      return get().model.load();
    }
    set({
      loaded: null,
      progress: null,
      status: error ? 'failed' : 'cancelled',
      error,
    });
  }

  return {
    backendChoice: 'auto',
    backendOverride: null,
    choice: DEMO,
    loaded: null,
    status: 'idle',
    progress: null,
    error: null,
    notice: null,

    async load() {
      loading?.abort();
      const attempt = new AbortController();
      loading = attempt;
      set({ status: 'loading', error: null, progress: null });
      const { choice } = get().model;
      const { devices } = get().benchmark;
      const slow = choice.kind === 'demo' ? slowGpus(devices) : [];
      const slowFp16 = slowFp16Gpus(devices);
      const payload = {
        source: sourceOf(choice, modelUrl),
        backend: chosenBackend(get()),
        ...(slow.length > 0 && { slowGpus: slow }),
        ...(slowFp16.length > 0 && { slowFp16Gpus: slowFp16 }),
        ...(oneThread && { oneThread }),
      };
      const onProgress = (progress: LoadProgress) => loading === attempt && report(progress);
      const outcome = await client.request('load', payload, { signal: attempt.signal, onProgress }).then(
        (model) => () => arrive(model),
        (reason: unknown) => () => giveUp(reason),
      );
      if (loading !== attempt) return;
      loading = null;
      await outcome();
    },

    cancelLoading: () => loading?.abort(),

    async setBackend(backendChoice) {
      const { backendOverride } = get().model;
      if (backendChoice === (backendOverride ?? get().model.backendChoice)) return;
      set({ backendChoice, backendOverride: null });
      get().captions.cancel();
      await get().model.load();
    },

    async use(choice) {
      const { choice: before, status } = get().model;
      const isHere = status === 'ready' || status === 'loading';
      if (isHere && sameChoice(choice, before)) return;
      if (choice.kind === 'demo') get().photographs.choose('go-on');
      set({ choice, notice: null });
      get().captions.cancel();
      await get().model.load();
    },

    notify: (notice) => set({ notice }),
    overrideBackend: (backendOverride) => set({ backendOverride }),
    dismissNotice: () => set({ notice: null }),
  };
};

/** Whether the captioner would be the same; a matcher is loaded after it. */
function sameSetup(a: Setup, b: Setup): boolean {
  const backend = (setup: Setup) => setup.backendOverride ?? setup.backendChoice;
  return sameChoice(a.choice, b.choice) && backend(a) === backend(b);
}
