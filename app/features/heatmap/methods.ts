/** The methods in plain words, with the exact terms. */
import type { ExplainSource } from '../../../core/protocol';

/** Where a map comes from: cross-attention, or Grad-CAM of the captioner's words or of the matcher's verdict. */
export type Method = 'attention' | ExplainSource;

/** The first visit shows attention: it is there at once, while the words still stream. */
export const DEFAULT_METHOD: Method = 'attention';

export interface MethodText {
  label: string;
  /** The exact term. */
  term: string;
  /** What the legend says before the word. */
  legend: string;
  /** What it says before “the whole sentence”. */
  wholeLegend: string;
  explanation: string;
}

export const METHODS: Readonly<Record<Method, MethodText>> = {
  attention: {
    label: 'Where it looked',
    term: 'Cross-attention',
    legend: 'Where the model looked for',
    wholeLegend: 'Where the model looked for',
    explanation:
      'Where its gaze rested while it chose the word: cross-attention. It is there at once, but looking at something is not yet using it, and the maps of neighbouring words are often much alike.',
  },
  caption: {
    label: 'What made it say the word',
    term: 'Grad-CAM of the captioner: attention weighted by the gradient of the word’s log-probability',
    legend: 'What made the model say',
    wholeLegend: 'What made the model say',
    explanation:
      'Only the looking that made the word more likely: attention times its gradient, Grad-CAM. A word’s map knows the words before it and none after it. It is computed when you ask for it.',
  },
  itm: {
    label: 'What makes the sentence fit',
    term: 'Grad-CAM under image-text matching (ITM): attention weighted by the gradient of the match',
    legend: 'What makes the sentence fit, at',
    wholeLegend: 'What makes it fit:',
    explanation:
      'Asks another reader, the matcher, who knows the whole sentence: which parts of the picture, seen from this word, make the sentence fit? This is the figure of the BLIP paper, Grad-CAM under image-text matching.',
  },
};

export const METHOD_NAMES: readonly Method[] = ['attention', 'caption', 'itm'];

/** The one after it, for a key that walks through them. */
export function methodAfter(method: Method, hasMatcher: boolean): Method {
  const usable = METHOD_NAMES.filter((name) => name !== 'itm' || hasMatcher);
  return usable[(usable.indexOf(method) + 1) % usable.length]!;
}
