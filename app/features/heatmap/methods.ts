/** The kinds of maps; the catalogue explains them. */
import type { ExplainSource } from '../../../core/protocol';

/** Where a map comes from: cross-attention, or Grad-CAM of the captioner's words or of the matcher's verdict. */
export type Method = 'attention' | ExplainSource;

/** The first visit shows attention: it is there at once, while the words still stream. */
export const DEFAULT_METHOD: Method = 'attention';

export const METHOD_NAMES: readonly Method[] = ['attention', 'caption', 'itm'];

/** The next method, for a key that cycles through them. */
export function methodAfter(method: Method, hasMatcher: boolean): Method {
  const usable = METHOD_NAMES.filter((name) => name !== 'itm' || hasMatcher);
  return usable[(usable.indexOf(method) + 1) % usable.length]!;
}
