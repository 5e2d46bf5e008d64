/** What was measured of the demo model's maps, on held-out scenes; docs/maps.md has the commands. */

import type { Method } from '../heatmap/methods';

export interface MethodFigures {
  /** The method, or what it is compared with. */
  of: Method | 'centre' | 'noise';
  /** How many of 100 nouns have their hottest spot on the thing they name, by layer; null where layers mean nothing. */
  layers: readonly number[] | null;
  /** The same of all layers together. */
  together: number;
  /** Mean correlation of the maps of different words: 1 is one map for all; null where it was not measured. */
  alike: number | null;
}

export const POINTING: readonly MethodFigures[] = [
  { of: 'attention', layers: [52, 84, 96], together: 94, alike: 0.26 },
  { of: 'caption', layers: [49, 87, 96], together: 96, alike: 0.01 },
  { of: 'itm', layers: [91, 21, 0], together: 91, alike: 0.13 },
  { of: 'centre', layers: null, together: 25, alike: null },
  { of: 'noise', layers: null, together: 7, alike: null },
];
