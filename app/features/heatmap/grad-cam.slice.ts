import type {
  ExplainedText,
  ExplainRequest,
  ExplainSource,
  LayerChoice,
  WireError,
} from '../../../core/protocol';
import type { App, Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { captionAt, isSettled, originOf, type Run } from '../captions/run';
import { sentenceOf } from '../captions/words';
import { maskOfCaption } from '../mask/mask.slice';
import { currentRun } from './heatmap.slice';
import { attentionWords } from './shown-words';

/** Where a map comes from: cross-attention, or Grad-CAM of the captioner's words or of the matcher's verdict. */
export type Method = 'attention' | ExplainSource;

/** What a first visit shows: there at once, while the words are still coming. */
export const DEFAULT_METHOD: Method = 'attention';

/** Grad-CAM of one caption by one model. */
export interface Explanation {
  status: 'computing' | 'ready' | 'failed';
  text: ExplainedText | null;
  error: WireError | null;
}

export interface GradCamState {
  method: Method;
  /** The layer of Grad-CAM; null is the one that explains best. */
  camLayers: Readonly<Record<ExplainSource, LayerChoice | null>>;
  /** By `explainedKey`, the newest last. */
  explained: Readonly<Record<string, Explanation>>;
}

export interface GradCamActions {
  chooseMethod(method: Method): void;
  chooseCamLayer(source: ExplainSource, layer: LayerChoice | null): void;
  /** Computes a caption's maps by the chosen method, unless they are here, on their way, or not to be had. */
  explainCaption(caption: number): Promise<void>;
  /** Once more after a failure. */
  explainAgain(caption: number): Promise<void>;
}

/** Of a large model a caption's maps take a third of a megabyte. */
const MAX_EXPLANATIONS = 40;

export const createGradCamSlice: Slice<GradCamState & GradCamActions> = (set, get, { client }) => {
  let asked: { key: string; abort: AbortController; done: Promise<void> } | null = null;

  function settle(key: string, found: Explanation | null): void {
    const { [key]: _, ...others } = get().explained;
    const kept = Object.entries(others).slice(-MAX_EXPLANATIONS);
    set({ explained: Object.fromEntries(found ? [...kept, [key, found]] : kept) });
  }

  async function ask(key: string, run: Run, caption: number, source: ExplainSource): Promise<void> {
    const picture = get().pictures.find(({ id }) => id === run.pictureId);
    const text = textToExplain(run, caption, source);
    if (!picture || text === null) return;
    const masked = maskOfCaption(run, caption);
    asked?.abort.abort();
    const abort = new AbortController();
    settle(key, { status: 'computing', text: null, error: null });
    const request = { picture: { id: picture.id, file: picture.blob, masked }, source, text };
    const answer = explain(request, abort.signal);
    const mine = { key, abort, done: answer.then((found) => finish(found)) };
    asked = mine;
    const finish = (found: Explanation | null) => {
      // Asked for again meanwhile: the newer question has the entry.
      if (asked === mine || asked?.key !== key) settle(key, found);
      if (asked === mine) asked = null;
    };
    await mine.done;
  }

  /** Null when it was cancelled. */
  function explain(request: ExplainRequest, signal: AbortSignal): Promise<Explanation | null> {
    return client.request('explain', request, { signal }).then(
      (text): Explanation => ({ status: 'ready', text, error: null }),
      (reason: unknown): Explanation | null =>
        reason instanceof RequestAborted
          ? null
          : { status: 'failed', text: null, error: toWireError(reason) },
    );
  }

  return {
    method: DEFAULT_METHOD,
    camLayers: { caption: null, itm: null },
    explained: {},

    chooseMethod(method) {
      set({ method });
      get().focusMaps();
    },

    chooseCamLayer: (source, layer) => set({ camLayers: { ...get().camLayers, [source]: layer } }),

    async explainCaption(caption) {
      const state = get();
      const run = currentRun(state);
      const source = methodInUse(state);
      if (!run || source === 'attention' || whyUnexplained(state, run, caption)) return;
      const key = explanationKey(state, run, caption, source);
      if (!key) return;
      const known = state.explained[key]?.status;
      if (known === 'computing' && asked?.key === key) await asked.done;
      else if (!known || known === 'computing') await ask(key, run, caption, source);
    },

    async explainAgain(caption) {
      const state = get();
      const run = currentRun(state);
      const source = methodInUse(state);
      const key = run && source !== 'attention' && explanationKey(state, run, caption, source);
      if (key) settle(key, null);
      await get().explainCaption(caption);
    },
  };
};

/** The chosen method, where the models at hand can follow it. */
export function methodInUse({ method, matcher }: Pick<App, 'method' | 'matcher'>): Method {
  return method === 'itm' && !matcher ? 'attention' : method;
}

/** Why Grad-CAM of a caption is not to be had, in a sentence; null when it is. */
export function whyUnexplained(state: App, run: Run, caption: number): string | null {
  if (!isSettled(run)) return 'The caption is still being written.';
  if (!state.model) return 'The model is not loaded yet.';
  const made = originOf(run, caption);
  if (methodInUse(state) !== 'caption' || made?.model === state.model.id) return null;
  return 'Another model wrote this caption, so attention is shown. Caption again to see why this one would.';
}

/** Names a text, a picture and the model that explains it. Null when there is no such caption or model. */
export function explanationKey(state: App, run: Run, caption: number, source: ExplainSource): string | null {
  const text = textToExplain(run, caption, source);
  const by = source === 'itm' ? state.matcher : state.model;
  if (text === null || !by) return null;
  return JSON.stringify([source, by.id, by.dtype, run.pictureId, maskOfCaption(run, caption), text]);
}

/** The caption as the worker takes it: the captioner its own ids, the matcher the words. */
export function textToExplain(run: Run, caption: number, source: ExplainSource) {
  const shown = captionAt(run, caption);
  const made = originOf(run, caption);
  if (!shown || shown.tokens.length === 0) return null;
  if (source === 'itm') return sentenceOf(attentionWords(shown));
  return made && { prompt: made.prompt, tokenIds: shown.tokens.map(({ id }) => id) };
}

/** What there is of a caption's Grad-CAM by the chosen method. */
export function explanationOf(state: App, run: Run, caption: number): Explanation | null {
  const source = methodInUse(state);
  if (source === 'attention') return null;
  const key = explanationKey(state, run, caption, source);
  return (key && state.explained[key]) || null;
}
