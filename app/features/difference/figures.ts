/** What was measured of the demo model's maps, on held-out scenes; docs/maps.md has the commands. */

export interface MethodFigures {
  name: string;
  /** How many of 100 nouns have their hottest spot on the thing they name, by layer; null where layers mean nothing. */
  layers: readonly number[] | null;
  /** The same of all layers together. */
  together: number;
  /** Mean correlation of the maps of different words: 1 is one map for all; null where it was not measured. */
  alike: number | null;
}

export const POINTING: readonly MethodFigures[] = [
  { name: 'Where it looked', layers: [52, 84, 96], together: 94, alike: 0.26 },
  { name: 'What made it say the word', layers: [49, 87, 96], together: 96, alike: 0.01 },
  { name: 'What makes the sentence fit', layers: [91, 21, 0], together: 91, alike: 0.13 },
  { name: 'For comparison: the middle, always', layers: null, together: 25, alike: null },
  { name: 'For comparison: noise', layers: null, together: 7, alike: null },
];
