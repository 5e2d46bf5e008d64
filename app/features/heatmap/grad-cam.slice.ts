import type {
  ExplainedText,
  ExplainRequest,
  ExplainSource,
  LayerChoice,
  WireError,
} from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { RequestAborted } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import { currentRun } from '../captions/captions.selectors';
import { maskOfCaption, type Run } from '../captions/run';
import { pictureById } from '../pictures/pictures.selectors';
import { explanationKey, methodInUse, textToExplain, whyUnexplained } from './grad-cam.selectors';

/** Grad-CAM of one caption by one model. */
export interface Explanation {
  status: 'computing' | 'ready' | 'failed';
  text: ExplainedText | null;
  error: WireError | null;
}

/** Whose maps have single layers. Those of an answer have them by both methods. */
export type LayerSource = ExplainSource | 'answer';

export interface GradCamState {
  /** The layer of Grad-CAM; null is the one that explains best. */
  layers: Readonly<Record<LayerSource, LayerChoice | null>>;
  /** By `explanationKey`, the newest last. */
  explanations: Readonly<Record<string, Explanation>>;
}

export const GRAD_CAM_PERSISTED: PersistedKeys<GradCamState> = { layers: false, explanations: false };

export interface GradCamActions {
  setLayer(source: LayerSource, layer: LayerChoice | null): void;
  setLayers(layers: GradCamState['layers']): void;
  /** Computes a caption's maps by the chosen method, unless they are here, on their way or unavailable. */
  explain(caption: number): Promise<void>;
  /** Tries again after a failure. */
  retry(caption: number): Promise<void>;
}

/** Of a large model a caption's maps take a third of a megabyte. */
const MAX_EXPLANATIONS = 40;

export const createGradCamSlice: Slice<'gradCam'> = (set, get, { client }) => {
  let asked: { key: string; abort: AbortController; done: Promise<void> } | null = null;

  function settle(key: string, found: Explanation | null): void {
    const { [key]: _, ...others } = get().gradCam.explanations;
    const recent = Object.entries(others).slice(-MAX_EXPLANATIONS);
    set({ explanations: Object.fromEntries(found ? [...recent, [key, found]] : recent) });
  }

  async function ask(key: string, run: Run, caption: number, source: ExplainSource): Promise<void> {
    const picture = pictureById(get().pictures, run.pictureId);
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
    layers: { caption: null, itm: null, answer: null },
    explanations: {},

    setLayers: (layers) => set({ layers }),
    setLayer: (source, layer) => set({ layers: { ...get().gradCam.layers, [source]: layer } }),

    async explain(caption) {
      const state = get();
      const run = currentRun(state);
      const source = methodInUse(state);
      if (!run || source === 'attention' || whyUnexplained(state, run, caption)) return;
      const key = explanationKey(state, run, caption, source);
      if (!key) return;
      const known = state.gradCam.explanations[key]?.status;
      if (known === 'computing' && asked?.key === key) await asked.done;
      else if (!known || known === 'computing') await ask(key, run, caption, source);
    },

    async retry(caption) {
      const state = get();
      const run = currentRun(state);
      const source = methodInUse(state);
      const key = run && source !== 'attention' && explanationKey(state, run, caption, source);
      if (key) settle(key, null);
      await get().gradCam.explain(caption);
    },
  };
};
