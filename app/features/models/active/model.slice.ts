import type { Backend, LoadedModel, LoadProgress, WireError } from '../../../../core/protocol';
import type { Slice } from '../../../store/app-state';
import { RequestAborted, WorkerFailure } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { benchmarkOf, slowFp16Gpus, slowGpus } from '../device/benchmark';
import type { BenchmarkState } from '../device/benchmark.slice';
import { backendText } from '../device/benchmark-text';
import { DEMO, type ModelChoice, sameChoice, sourceOf } from './choice';
import { Losses } from './engine-failures';
import { createMatcherSlice, type MatcherActions, type MatcherState } from './matcher.slice';

export type BackendChoice = Backend | 'auto';
export type ModelStatus = 'idle' | 'loading' | 'ready' | 'cancelled' | 'failed';

/** How far loading is, and since when this phase runs. Times in milliseconds. */
export interface TimedProgress extends LoadProgress {
  since: number;
  now: number;
}

export interface ModelState extends MatcherState {
  backendChoice: BackendChoice;
  /** What the address asks for, of this visit only; it goes before the setting. */
  backendOverride: BackendChoice | null;
  activeCaptioner: ModelChoice;
  model: LoadedModel | null;
  modelStatus: ModelStatus;
  modelProgress: TimedProgress | null;
  /** Why there is no model; while it loads again, why that is. */
  modelError: WireError | null;
  /** Why another model runs than the one that was chosen, until it is read. */
  modelNotice: string | null;
}

export interface ModelActions extends MatcherActions {
  /** Loads the model, or loads it again. A load under way is cancelled first. */
  loadModel(): Promise<void>;
  /** Stops loading; the model before it comes back, if there was one. */
  cancelLoading(): void;
  /** Chooses what runs the model, and loads it there. */
  chooseBackend(choice: BackendChoice): Promise<void>;
  /** Captions with another model from now on. */
  useCaptioner(choice: ModelChoice): Promise<void>;
  dismissModelNotice(): void;
}

type Setup = Pick<ModelState, 'activeCaptioner' | 'backendChoice' | 'backendOverride'>;

export const createModelSlice: Slice<ModelState & ModelActions> = (set, get, tools) => {
  const { client, modelUrl, now } = tools;
  let loading: AbortController | null = null;
  /** What ran last: the way back. */
  let former: Setup | null = null;

  const losses = new Losses();
  /** Why the matcher is not loaded with the captioner. */
  let matcherTrouble: WireError | null = null;
  /** The runtime's threads failed, and would fail again. */
  let oneThread = false;

  client.onLost((error) => {
    const { modelStatus, matcherStatus } = get();
    const cancelled = loading?.signal.aborted;
    loading = null;
    set({ model: null, modelStatus: 'failed', modelError: error, modelProgress: null });
    set({ matcher: null, matcherStatus: 'none', matcherError: null });
    if (error.code === 'threads-failed') oneThread = true;
    if (losses.matcherIsToBlame(error, matcherStatus === 'loading')) matcherTrouble = error;
    if (cancelled) void giveUp(new RequestAborted(error.message));
    else if (modelStatus === 'ready' || modelStatus === 'loading') recover(error, modelStatus === 'loading');
  });

  function recover(error: WireError, wasLoading: boolean): void {
    const recovery = losses.recoveryFrom(error, wasLoading, now());
    if (recovery === 'give-up') return void giveUp(new WorkerFailure(error));
    if (recovery === 'on-cpu') {
      set({ backendOverride: 'wasm', modelNotice: wasLoading ? LOST_LOADING : LOST_TWICE });
    }
    void get().loadModel();
    set({ modelError: error });
  }

  function setup(): Setup {
    const { activeCaptioner, backendChoice, backendOverride } = get();
    return { activeCaptioner, backendChoice, backendOverride };
  }

  function report(progress: LoadProgress): void {
    const before = get().modelProgress;
    const since = before?.phase === progress.phase ? before.since : now();
    set({ modelProgress: { ...progress, since, now: now() } });
  }

  function arrive(model: LoadedModel): void {
    former = setup();
    losses.arrived();
    set({ model, modelStatus: 'ready', modelProgress: null, modelError: null });
    const trouble = matcherTrouble;
    matcherTrouble = null;
    // Asked for before the first caption, so that this one is matched too.
    if (trouble) set({ matcherStatus: 'failed', matcherError: trouble });
    else void get().loadMatcher();
    get().runQueue();
  }

  /** Back to what ran before, or to the demo model where the chosen one is gone; null when there is no way back. */
  function wayBack(error: WireError | null): (Partial<Setup> & { modelNotice: string | null }) | null {
    const { activeCaptioner } = get();
    const gone = error?.code === 'model-missing' && activeCaptioner.kind === 'installed';
    const back = former;
    former = null;
    if (back && !sameSetup(back, setup())) {
      return { ...back, modelNotice: error && `${error.message} The model before it is back.` };
    }
    if (!gone) return null;
    return {
      activeCaptioner: DEMO,
      modelNotice:
        'The model you chose is no longer on this device, so the demo model is back. Models has it to install again.',
    };
  }

  async function giveUp(reason: unknown): Promise<void> {
    const error = reason instanceof RequestAborted ? null : toWireError(reason);
    const back = wayBack(error);
    if (back) {
      set(back);
      return get().loadModel();
    }
    set({
      model: null,
      modelProgress: null,
      modelStatus: error ? 'failed' : 'cancelled',
      modelError: error,
    });
  }

  return {
    ...createMatcherSlice(set, get, tools),
    backendChoice: 'auto',
    backendOverride: null,
    activeCaptioner: DEMO,
    model: null,
    modelStatus: 'idle',
    modelProgress: null,
    modelError: null,
    modelNotice: null,

    async loadModel() {
      loading?.abort();
      const attempt = new AbortController();
      loading = attempt;
      set({ modelStatus: 'loading', modelError: null, modelProgress: null });
      const { activeCaptioner, deviceBenchmarks } = get();
      const slow = activeCaptioner.kind === 'demo' ? slowGpus(deviceBenchmarks) : [];
      const slowFp16 = slowFp16Gpus(deviceBenchmarks);
      const payload = {
        source: sourceOf(activeCaptioner, modelUrl),
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

    async chooseBackend(backendChoice) {
      const { backendOverride } = get();
      if (backendChoice === (backendOverride ?? get().backendChoice)) return;
      set({ backendChoice, backendOverride: null });
      get().cancelCaptioning();
      await get().loadModel();
    },

    async useCaptioner(choice) {
      const { activeCaptioner, modelStatus } = get();
      const there = modelStatus === 'ready' || modelStatus === 'loading';
      if (there && sameChoice(choice, activeCaptioner)) return;
      set({ activeCaptioner: choice, modelNotice: null });
      get().cancelCaptioning();
      await get().loadModel();
    },

    dismissModelNotice: () => set({ modelNotice: null }),
  };
};

const ON_CPU =
  'The CPU has taken over, which is slower. “Run on”, behind the name of the model, brings the GPU back.';
const LOST_TWICE = `The GPU stopped twice within a few minutes. ${ON_CPU}`;
const LOST_LOADING = `The GPU stopped while the model was loading. ${ON_CPU}`;

/** Whether the captioner would be the same; a matcher is loaded after it. */
function sameSetup(a: Setup, b: Setup): boolean {
  const backend = (setup: Setup) => setup.backendOverride ?? setup.backendChoice;
  return sameChoice(a.activeCaptioner, b.activeCaptioner) && backend(a) === backend(b);
}

/** What runs the model, as far as it was chosen. */
export function chosenBackend({
  backendOverride,
  backendChoice,
}: Pick<ModelState, 'backendOverride' | 'backendChoice'>): BackendChoice {
  return backendOverride ?? backendChoice;
}

/** Why the model runs where it does, in words; null where that is what was asked for, or not known yet. */
export function backendReason(
  state: Pick<ModelState, 'model' | keyof Setup> & Pick<BenchmarkState, 'deviceBenchmarks'>,
): string | null {
  const { model, deviceBenchmarks, activeCaptioner } = state;
  if (!model || model.fallbackReason) return model?.fallbackReason ?? null;
  if (chosenBackend(state) !== 'auto' || activeCaptioner.kind !== 'demo') return null;
  const seconds = benchmarkOf(deviceBenchmarks, model.slowGpu ?? model.device)?.captionSeconds;
  return seconds ? backendText(seconds, model.backend) : null;
}

/** Seconds until the download is complete, at its speed so far; null while that is anybody's guess. */
export function secondsLeft({ phase, loadedBytes, totalBytes, since, now }: TimedProgress): number | null {
  const seconds = (now - since) / 1000;
  if (phase === 'warm-up' || seconds < 0.5 || loadedBytes <= 0 || totalBytes <= 0) return null;
  return ((totalBytes - loadedBytes) / loadedBytes) * seconds;
}
