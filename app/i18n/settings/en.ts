/** What the page says about settings, language, appearance and help, in English. */
import { WITHOUT } from '../../../core/browser-features';
import type { CaptionMethod, CaptionSettings } from '../../../core/protocol';
import { f } from '../shared/en';

const settingNames: Record<keyof CaptionSettings, string> = {
  method: 'Method',
  numCaptions: 'How many captions',
  beams: 'Beams',
  topP: 'Top-p',
  temperature: 'Temperature',
  topK: 'Top-k',
  repetitionPenalty: 'Repetition penalty',
  minLength: 'Length',
  maxLength: 'Length',
  prompt: 'Begins with',
  seed: 'Seed',
};

export const language = {
  label: 'Language',
  /** @param name of the language that the browser asks for. */
  auto: ({ name }: { name: string }) => `As the browser (${name})`,
  notLoaded: ({ name }: { name: string }) => `${name} could not be loaded. Check the connection.`,
};

export const appearance = {
  auto: 'Appearance: as the system',
  light: 'Appearance: light',
  dark: 'Appearance: dark',
};

export const help = {
  title: 'Help',
  open: 'Help (?)',
  text: 'Drop pictures, or a folder of them, anywhere on the page. They are captioned on this device; nothing is sent anywhere. Every word of a caption is a button: move over it to see where the model looked, press it to pin its heatmap while you look at another. Point at the picture, rest a finger on it, or reach it with Tab and move with the arrow keys, to read which words looked there.',
  keys: 'Keys',
  inThisBrowser: 'In this browser',
  without: WITHOUT,
  bench: 'How fast is it on this device?',
  licenses: 'Licences of the software and pictures in this app',
  keyNames: {
    enter: 'Enter',
    space: 'Space',
    delete: 'Del',
    escape: 'Esc',
    pageUp: 'Page ↑',
    pageDown: 'Page ↓',
  },
  does: {
    word: 'Go to another word',
    caption: 'Go to another caption',
    picture: 'Go to another picture',
    pin: 'Pin or unpin the word',
    play: 'Play the sentence word by word, or stop',
    copy: 'Copy the caption',
    heat: 'Heatmap on or off',
    method: 'Next map: where it looked, what made it say the word, what makes the sentence fit',
    view: 'Heatmap on the picture, the rest darkened, or contour lines',
    sentence: 'Heatmap of the whole sentence, or of a word',
    compare: 'Compare side by side: the picture alone, another word or sentence, nothing',
    test: 'Test the map: does the word depend on what it marks?',
    mask: 'Mask parts of the picture: what if this were not there?',
    figure: 'All words side by side',
    difference: 'What the maps are, and how they differ',
    opacity: 'Weaker or stronger heatmap',
    remove: 'Delete the picture; it can be undone',
    search: 'Search the pictures of the open folder',
    similar: 'In a folder: more pictures like this one',
    grid: 'The grid of the open folder or of your pictures, and back to the picture',
    escape: 'Cancel, or deselect the word; from a picture of a folder, back to its grid',
    help: 'This list',
  },
};

export const settings = {
  title: 'Settings',
  goTo: 'Go to the settings',
  names: settingNames,
  resetAll: 'Reset all',
  undoReset: 'Undo the reset',
  reset: 'Reset',
  resetNamed: ({ name }: { name: string }) => `Reset ${name.toLowerCase()}`,
  advanced: 'Advanced',
  methods: {
    nucleus: 'Several captions (sampling)',
    beam: 'The best caption (search)',
    greedy: 'The likeliest word each time',
  } satisfies Record<CaptionMethod, string>,
  methodTerms: {
    nucleus: 'Nucleus sampling (top-p)',
    beam: 'Beam search',
    greedy: 'Greedy decoding',
  } satisfies Record<CaptionMethod, string>,
  terms: {
    beams: 'Beam search: how many sentences are followed at a time',
    topP: 'Only the likeliest words that together reach this probability',
    temperature: 'Below 1 favours likely words, above 1 unlikely ones',
    topK: 'Only this many of the likeliest words; 0 is all',
    repetitionPenalty: 'Above 1 avoids words that were used',
    length: 'In tokens (word pieces); start token and prompt count too',
    prompt: 'The caption begins with these words; the model’s own prompt is left out',
    seed: 'The same seed, settings and model give the same captions',
  },
  slider: ({ name }: { name: string }) => `${name}, slider`,
  surprise: 'Plain … surprising',
  surpriseSlider: 'Plain to surprising',
  surpriseTerm: ({ topP, temperature }: { topP: number; temperature: number }) =>
    `Top-p ${topP}, temperature ${temperature}`,
  surpriseLevels: {
    'very-plain': 'very plain',
    plain: 'plain',
    balanced: 'balanced',
    lively: 'lively',
    surprising: 'surprising',
    custom: 'custom',
  },
  lengthValue: ({ min, max }: { min: number; max: number }) => `${min} to ${max} word pieces`,
  shortest: 'Shortest',
  longest: 'Longest',
  noPrompt: 'nothing',
  seedLocked: 'fixed',
  seedOpen: 'new every time',
  lockSeed: 'Keep this seed',
  unlockSeed: 'Kept; press for a new one every time',
  rollSeed: 'Roll another seed',
  shortestLength: 'Shortest length',
  longestLength: 'Longest length',
  refused: {
    integer: ({ name, min, max }: { name: string; min: number; max: number }) =>
      `“${name}” must be a whole number from ${f.number(min)} to ${f.number(max)}.`,
    number: ({ name, min, max }: { name: string; min: number; max: number }) =>
      `“${name}” must be a number from ${f.number(min)} to ${f.number(max)}.`,
    positive: ({ name }: { name: string }) => `“${name}” must be a number above 0.`,
    text: ({ name, below }: { name: string; below: number }) =>
      `“${name}” must be shorter than ${f.number(below)} word pieces.`,
  },
};
