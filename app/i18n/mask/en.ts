/** What the page says about masking parts of a picture, which the test of a map does too, in English. */
import type { Place } from '../../features/heatmap/place';
import { f, parts, places } from '../shared/en';

export const mask = {
  tool: 'Mask parts of the picture',
  toolHint: 'Mask parts of the picture: what if this were not there? (X)',
  frame: 'Part to mask. Arrow keys move it, Shift with arrow keys sizes it, Enter masks it, Escape ends.',
  region: ({ place, width, height }: { place: Place; width: number; height: number }) =>
    `${places[place]}, ${f.percent(width)} wide, ${f.percent(height)} high`,
  show: ({ number, place }: { number: number; place: Place }) =>
    `Show masked part ${number} again, ${places[place]}`,
  draw: 'Draw over what to mask.',
  masked: ({ count }: { count: number }) => `${parts(count)} masked.`,
  showAll: 'Show all',
  done: 'Done',
  canvas: ({ count, where }: { count: number; where: readonly Place[] }) =>
    `${parts(count)} masked for the model: ${where.map((place) => places[place]).join('; ')}`,
  note: ({ count }: { count: number }) => `<b>With ${parts(count)} of the picture masked.</b>`,
  noteBefore: ({ count, caption }: { count: number; caption: string }) =>
    `<b>With ${parts(count)} of the picture masked.</b> Of the whole picture: “${caption}”.`,
  back: 'Back to the whole picture',
  captionOfMasked: ({ count }: { count: number }) => `With ${parts(count)} of the picture masked`,
  captionOfWhole: 'Of the whole picture',
};

export const mapTest = {
  open: 'Test this map',
  openHint: 'Test this map: does the word depend on what it marks? (T)',
  dialog: 'Test of the map',
  title: 'Is this map faithful?',
  mapOf: 'The map of',
  word: ({ word }: { word: string }) => `“${word}”`,
  sentence: 'The sentence',
  explanation:
    'Blurs the fifth of the picture that the map marks most, and asks the model again; then the same area elsewhere, three times. If the map is faithful, the first lowers the probability more. Then it masks, and shows, more and more of the picture.',
  again: 'Test again',
  ownWords: 'the model’s own words are tested, not your edit',
  progress: 'Testing the map',
  cancelled: 'Cancelled.',
  partial: 'Cancelled: this result is partial.',
  why: {
    'no-caption': 'There is no caption yet.',
    'no-map': 'There is no map yet.',
    writing: 'The caption is still being written.',
    'no-model': 'The model is not loaded yet.',
    'other-model':
      'Another model wrote this caption. Caption again to test the maps of the one that is loaded.',
  },
  drop: {
    word: ({ word, before, marked, moved }: { word: string } & Drop) =>
      `Probability of “${word}”: ${f.percent(before)} with nothing masked, ${f.percent(marked)} with what this map marks masked, ${f.percent(moved)} with the same area elsewhere masked.`,
    sentence: ({ before, marked, moved }: Drop) =>
      `Probability of the sentence, per word piece: ${f.percent(before)} with nothing masked, ${f.percent(marked)} with what this map marks masked, ${f.percent(moved)} with the same area elsewhere masked.`,
    match: ({ before, marked, moved }: Drop) =>
      `Match of sentence and picture: ${f.percent(before)} with nothing masked, ${f.percent(marked)} with what this map marks masked, ${f.percent(moved)} with the same area elsewhere masked.`,
  },
  verdicts: {
    deletion: 'The map passes: what it marks matters more than the rest.',
    insertion:
      'The map passes: masking a fifth anywhere lowers the probability a lot here, but what the map marks matters first, and shown alone it brings the word back soonest.',
    fails:
      'The map does not pass its test: what it marks does not matter clearly more than the same area elsewhere. Do not read too much into it.',
  },
  doubts: {
    match: ({ share }: { share: number }) =>
      `The sentence barely fits this picture (${f.percent(share)}), so there is little for a map to explain.`,
    word: ({ share }: { share: number }) =>
      `The model was guessing at this word (${f.percent(share)}), so its map explains a guess.`,
  },
  passed: 'map passed its test',
  failed: 'map did not pass its test',
  deletion: {
    name: 'Masking more and more',
    term: 'Deletion curve (RISE, Petsiuk et al. 2018): the most marked patches are blurred first',
    areas: ({ map, moved }: Areas) =>
      `area ${f.number(map, 2)}, elsewhere ${f.number(moved, 2)}; less is better`,
    measuring: 'Masking more and more, being measured',
    spoken: ({ points, map, moved }: Areas & { points: readonly Point[] }) =>
      `Masking more and more: ${spokenPoints(points)}. Area ${f.number(map, 2)} for this map, ${f.number(moved, 2)} elsewhere; less is better.`,
  },
  insertion: {
    name: 'Showing more and more',
    term: 'Insertion curve (RISE, Petsiuk et al. 2018): the most marked patches are shown first',
    areas: ({ map, moved }: Areas) =>
      `area ${f.number(map, 2)}, elsewhere ${f.number(moved, 2)}; more is better`,
    measuring: 'Showing more and more, being measured',
    spoken: ({ points, map, moved }: Areas & { points: readonly Point[] }) =>
      `Showing more and more: ${spokenPoints(points)}. Area ${f.number(map, 2)} for this map, ${f.number(moved, 2)} elsewhere; more is better.`,
  },
  /** `<map/>` and `<moved/>` are pieces of the lines. */
  key: '<map/> this map <moved/> the same map elsewhere',
  numbers: 'In numbers',
  columns: { share: 'Of the picture', masked: 'masked', shown: 'shown', elsewhere: 'elsewhere' },
};

/** Shares 0…1. `moved` is the mean with the same area elsewhere masked. */
type Drop = Record<'before' | 'marked' | 'moved', number>;
type Areas = Record<'map' | 'moved', number>;
type Point = Record<'share' | 'score', number>;

function spokenPoints(points: readonly Point[]): string {
  return points.map(({ share, score }) => `${f.percent(score)} at ${f.percent(share)}`).join(', ');
}
