/** Which Grad-CAM maps there are, and how they are named. Pure. */
import type { ExplainSource } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import type { App } from '../../store/app-state';
import { captionAt, isSettled, maskOfCaption, originOf, type Run, uneditedTextOf } from '../captions/run';
import type { Explanation } from './grad-cam.slice';
import type { Method } from './methods';

/** The chosen method, where the models at hand can follow it. */
export function methodInUse({ heatmap, matcher }: Pick<App, 'heatmap' | 'matcher'>): Method {
  return heatmap.method === 'itm' && !matcher.loaded ? 'attention' : heatmap.method;
}

/** Why a caption has no Grad-CAM; the catalogue has the words. */
export type WhyUnexplained = keyof Messages['heatmap']['unexplained'];

/** Why there is no Grad-CAM of a caption; null when there can be. */
export function whyUnexplained(state: App, run: Run, caption: number): WhyUnexplained | null {
  if (!isSettled(run)) return 'writing';
  if (!state.model.loaded) return 'no-model';
  const made = originOf(run, caption);
  if (methodInUse(state) !== 'caption' || made?.model === state.model.loaded.id) return null;
  return 'other-model';
}

/** Names a text, a picture and the model that explains it. Null when there is no such caption or model. */
export function explanationKey(state: App, run: Run, caption: number, source: ExplainSource): string | null {
  const text = textToExplain(run, caption, source);
  const by = source === 'itm' ? state.matcher.loaded : state.model.loaded;
  if (text === null || !by) return null;
  return JSON.stringify([source, by.id, by.dtype, run.pictureId, maskOfCaption(run, caption), text]);
}

/** The caption as the worker needs it: token ids for the captioner, all words for the matcher. */
export function textToExplain(run: Run, caption: number, source: ExplainSource) {
  const shown = captionAt(run, caption);
  const made = originOf(run, caption);
  if (!shown || shown.tokens.length === 0) return null;
  if (source === 'itm') return uneditedTextOf(shown);
  return made && { prompt: made.prompt, tokenIds: shown.tokens.map(({ id }) => id) };
}

/** A caption's Grad-CAM by the chosen method; null before it was requested. */
export function explanationOf(state: App, run: Run, caption: number): Explanation | null {
  const source = methodInUse(state);
  if (source === 'attention') return null;
  const key = explanationKey(state, run, caption, source);
  return (key && state.gradCam.explanations[key]) || null;
}
