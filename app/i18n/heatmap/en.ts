/** What the page says about heatmaps, side by side too, and how the methods differ, in English. */
import type { Method } from '../../features/heatmap/methods';
import type { Place } from '../../features/heatmap/place';
import { f, parts, places } from '../shared/en';

export const layerName = (layer: number | 'sum') =>
  layer === 'sum' ? 'all layers together' : `layer ${layer}`;

export const heatmap = {
  places,
  methods: {
    attention: {
      label: 'Where it looked',
      term: 'Cross-attention',
      explanation:
        'Where the model looked while it chose the word: cross-attention. It is there at once, but looking at something is not the same as using it, and the maps of neighbouring words are often similar.',
    },
    caption: {
      label: 'What made it say the word',
      term: 'Grad-CAM of the captioner: attention weighted by the gradient of the word’s log-probability',
      explanation:
        'Only the attention that made the word more likely: attention times its gradient, Grad-CAM. The map of a word depends on the words before it, and on none after it. It is computed when you ask for it.',
    },
    itm: {
      label: 'What makes the sentence fit',
      term: 'Grad-CAM under image-text matching (ITM): attention weighted by the gradient of the match',
      explanation:
        'Asks another model, the matcher, which reads the whole sentence: which parts of the picture, seen from this word, make the sentence fit? This is the figure of the BLIP paper, Grad-CAM under image-text matching.',
    },
  } satisfies Record<Method, { label: string; term: string; explanation: string }>,
  /** What is on the picture. `second` is compared with the word. */
  legends: {
    attention: {
      word: ({ word }: { word: string }) => `Where the model looked for <b>“${word}”</b>`,
      words: ({ word, second }: { word: string; second: string }) =>
        `Where the model looked for <b>“${word}” and “${second}”</b>`,
      sentence: 'Where the model looked for <b>the whole sentence</b>',
      sentences: 'Where the model looked for <b>two sentences</b>',
    },
    caption: {
      word: ({ word }: { word: string }) => `What made the model say <b>“${word}”</b>`,
      words: ({ word, second }: { word: string; second: string }) =>
        `What made the model say <b>“${word}” and “${second}”</b>`,
      sentence: 'What made the model say <b>the whole sentence</b>',
      sentences: 'What made the model say <b>two sentences</b>',
    },
    itm: {
      word: ({ word }: { word: string }) => `What makes the sentence fit, at <b>“${word}”</b>`,
      words: ({ word, second }: { word: string; second: string }) =>
        `What makes the sentence fit, at <b>“${word}” and “${second}”</b>`,
      sentence: 'What makes <b>the whole sentence</b> fit',
      sentences: 'What makes <b>two sentences</b> fit',
    },
  },
  off: 'The heatmap is off',
  pickWord: 'Select a word to see where the model looked',
  whereItLooked: 'Where the model looked',
  layer: ({ layer }: { layer: number | 'sum' }) => layerName(layer),
  head: ({ head }: { head: number }) => `head ${head}`,
  /** Cross-attention of a layer and a head; null is the mean of all. */
  attentionTerm: ({ layer, head }: { layer: number | null; head: number | null }) => {
    if (layer === null && head === null) return 'Cross-attention, mean of all layers and heads';
    if (layer === null) return `Cross-attention, mean of all layers, head ${head}`;
    if (head === null) return `Cross-attention, layer ${layer}, mean of all heads`;
    return `Cross-attention, layer ${layer}, head ${head}`;
  },
  probabilityTerm: ({ term, share }: { term: string; share: number }) =>
    `${term}; ITM probability ${f.number(share, 3)}`,
  computing: 'computing…',
  failedNote: 'Grad-CAM failed, attention is shown',
  attentionNote: 'attention is shown',
  contours: 'Lines at 25, 50 and 75% of the way from least to most',
  least: 'least',
  most: 'most',
  none: 'No heatmap shown',
  titleSentence: 'the whole sentence',
  titleWord: ({ word }: { word: string }) => `“${word}”`,
  /** A heatmap and where it is strongest; without a word it is the sentence's. */
  label: ({ word, place }: { word: string | null; place: Place | null }) => {
    const title = word === null ? 'the whole sentence' : `“${word}”`;
    return place === null ? `${title}, even everywhere` : `${title}, strongest: ${places[place]}`;
  },
  image: ({ label }: { label: string }) => `Heatmap for ${label}`,
  compared: ({ first, second }: { first: string; second: string }) => `${first}; next to it ${second}`,
  shows: 'The heatmap shows',
  whatIsTheDifference: 'What is the difference?',
  needsMatcher: 'Needs a matcher, see Models.',
  unexplained: {
    writing: 'The caption is still being written.',
    'no-model': 'The model is not loaded yet.',
    'other-model':
      'Another model wrote this caption, so attention is shown. Caption again to see why this one would.',
  },
  view: 'Display',
  views: { overlay: 'On the picture', spotlight: 'Rest darkened', contours: 'Contour lines' },
  scale: 'Scale',
  scales: { word: 'Each word', sentence: 'The sentence' },
  scaleMeans: {
    word: 'Each word has its own scale: its strongest place is “most”. You see where each one looked.',
    sentence: 'All words share one scale: you see which ones looked hard; faint ones stay faint.',
  },
  colours: 'Colours',
  palettes: {
    inferno: 'dark to bright, like glowing metal',
    viridis: 'even, also in greyscale',
    cividis: 'made for colour-blind eyes',
    turbo: 'a rainbow of many steps',
    jet: 'as in the papers',
  },
  safe: 'Safe for colour-blind eyes',
  safeMeans: 'in order for colour-blind eyes too',
  opacity: 'Strength of the heatmap',
  advancedAttention: 'Advanced: layers, heads',
  advanced: 'Advanced: layers',
  layerLabel: 'Layer',
  headLabel: 'Head',
  allLayers: 'All layers',
  allHeads: 'All heads',
  layerOption: ({ layer }: { layer: number }) => `Layer ${layer}`,
  headOption: ({ head }: { head: number }) => `Head ${head}`,
  bestLayer: ({ layer }: { layer: number | 'sum' | null }) =>
    layer === null ? 'The layer that explains best' : `The layer that explains best (${layerName(layer)})`,
  sumOfLayers: 'All layers together (sum)',
  noLayer: {
    pinned:
      'Single layers and heads are available for the newest captions only, not for pinned or typed ones, so the mean of all is shown. “What made it say the word” has single layers for these too.',
    gone: 'The single maps of this run are no longer in memory, so the mean of all is shown.',
    failed: 'The single maps could not be read, so the mean of all is shown.',
  },
  explorer: 'Which words looked where: move over the picture with the arrow keys',
  noWordHere: 'No word looked here',
  wordHere: ({ word, share }: { word: string; share: number }) => `${word} ${f.percent(share)}`,
};

export const figure = {
  title: 'All words',
  list: 'Words',
  sentence: 'The whole sentence',
  panel: ({ title }: { title: string }) => `Heatmap for ${title}`,
  note: ({ share, place }: { share: number; place: Place | null }) =>
    place === null ? f.percent(share) : `${f.percent(share)}, ${places[place]}`,
  masked: ({ count }: { count: number }) => `with ${parts(count)} of the picture masked`,
  computing: 'computing Grad-CAM…',
};

export const difference = {
  methods: 'Three questions can be asked about a word. Each has its own map.',
  evidenceTitle: 'Which map is right?',
  evidence:
    'In drawn scenes it is known where each thing is. So a map can be tested: does its hottest place lie on the thing that the word names? This is the pointing game, here with the demo model, in percent of the nouns. The last column says how similar the maps of different words are (correlation): 1 would be the same map for every word.',
  columns: {
    map: 'Map',
    layer: ({ layer }: { layer: number }) => `Layer ${layer}`,
    all: 'All',
    alike: 'Similarity',
  },
  centre: 'For comparison: always the middle',
  noise: 'For comparison: noise',
  first:
    '<b>What you see first</b> is where the model looked, because that map is there as soon as the word is, and it points right nearly as often. Ask what made the model say the word when it matters: those maps point right a little more often, and each word has its own. The match is about the whole sentence; use it to find out whether picture and text belong together.',
  layersTitle: 'Layers and heads',
  layers:
    'The model reads the picture several times, once in each layer: three times in the demo model, twelve in BLIP. Within a layer several heads look at the same time, each at something else. A single layer or head can show what the others hide, and often shows nothing useful: in the demo model the first layer of the captioner points right in less than half of the cases, and the last one of the matcher never does.',
  layersDefault:
    'So all layers together are the default: which single one is best differs from model to model, and in the demo model all together were never more than four percentage points behind it. The exception is a matcher of more than seven layers, which shows layer 7, as LAVIS does, and answers to questions: their maps are of the last layer, which finds the thing that a question is about more often and marks little else.',
  scaleTitle: 'Which scale?',
  scale:
    'With <b>each word</b>, every word has the full scale: its own strongest place is “most”. You see where each one looked, however faintly. With <b>the sentence</b>, all its words share one scale: you see which words looked hard, and faint ones stay faint.',
};
