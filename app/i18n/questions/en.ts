/** What the page says about questions and answers, in English. */
import type { Place } from '../../features/heatmap/place';
import { layerName } from '../heatmap/en';
import { f, places } from '../shared/en';

export const questions = {
  title: 'Questions',
  field: {
    label: 'Ask a question, or check a sentence',
    placeholder: 'what is on the table?',
    submit: { question: 'Ask', statement: 'Match' },
    /** How the text was read, and what the button does with it. */
    reads: {
      question: 'Read as a question: a model answers it.',
      statement: 'Read as a sentence: the models say how well it fits.',
    },
    /** The way to the other reading. */
    instead: { question: 'Match it instead', statement: 'Ask it instead' },
    listed: 'Answers to choose from (optional)',
    listedPlaceholder: 'red, green, blue',
    listedHint: 'Separate them by commas: the model ranks them instead of answering in its own words.',
    answering: 'Answering…',
    waiting: 'Answering after the captions…',
    loading: ({ name }: { name: string }) => `Loading ${name} to answer…`,
    matching: 'Asking the models…',
  },
  tooLong: {
    question: ({ below }: { below: number }) =>
      `The question is too long for the model: make it shorter than ${below} word pieces.`,
    answer: ({ below }: { below: number }) =>
      `One of your answers is too long for the model: make each shorter than ${below} word pieces.`,
  },
  notLoaded: ({ error }: { error: string }) => `<b>The model that answers could not be loaded.</b> ${error}`,
  failed: ({ question, error }: { question: string; error: string }) =>
    `<b>“${question}” has no answer.</b> ${error}`,
  missing: {
    text: 'The model in use answers no questions.',
    /** A model that is not here yet. */
    offer: ({ name, bytes }: { name: string; bytes: number }) =>
      `The model in use answers no questions. ${name} does; it downloads about ${f.bytes(bytes)}.`,
    get: 'Get it',
    getNamed: ({ name }: { name: string }) => `Get ${name}`,
    use: ({ name }: { name: string }) => `Answer with ${name}`,
    waiting: ({ question }: { question: string }) => `“${question}” is answered as soon as it is there.`,
    /** Another model answers. */
    fresh: ({ name }: { name: string }) => `${name} is new on this device, and answers questions.`,
  },
  /** What a screen reader hears of an answer; the place is of its map, once there is one. */
  answer: ({ answer, share, place }: { answer: string; share: number; place: Place | null }) =>
    place === null
      ? `${answer}, ${f.percent(share)}`
      : `${answer}, ${f.percent(share)}, strongest at the ${places[place]}`,
  word: ({ word, place }: { word: string; place: Place | null }) =>
    place === null ? word : `${word}, strongest at the ${places[place]}`,
  answersTo: ({ question }: { question: string }) => `Answers to “${question}”`,
  showAll: ({ count }: { count: number }) => `Show all ${f.number(count)} answers`,
  showBest: ({ count }: { count: number }) => `Show the best ${f.number(count)}`,
  by: ({ model }: { model: string }) => `by ${model}`,
  rankedBy: ({ model }: { model: string }) => `among your answers, by ${model}`,
  masked: ({ count }: { count: number }) =>
    f.plural(count, { one: 'with one part masked', other: `with ${count} parts masked` }),
  again: ({ question }: { question: string }) => `Ask again: “${question}”`,
  againHint: 'Ask again',
  copy: ({ question }: { question: string }) => `Copy “${question}” and its answers`,
  copyHint: 'Copy question and answers',
  remove: ({ question }: { question: string }) => `Delete “${question}”`,
  removeHint: 'Delete',
  removed: ({ question }: { question: string }) => `“${question}” was deleted.`,
  announce: ({ answer, share }: { answer: string; share: number }) =>
    `Answer: ${answer}, ${f.percent(share)}`,
  /** A line of what is copied. */
  answerLine: ({ answer, share }: { answer: string; share: number }) => `${answer} (${f.percent(share)})`,
  share: ({ share }: { share: number }) => f.percent(share),
  probabilityTerm: 'The probability of the answer’s word pieces together, to its end',
  rankedTerm: 'The probability among the answers you listed: the softmax of their log-probabilities',
  guesses:
    'This picture is unlike those the model was trained on. Its answers are guesses. Another model may do better.',
  demoGuesses:
    'The demo model has seen drawn scenes only, like the samples. On your own pictures its answers are guesses.',
  /** What is on the picture: of an answer, or of a word of its question. */
  legends: {
    attention: {
      answer: ({ answer }: { answer: string }) => `Where the model looked for <b>“${answer}”</b>`,
      word: ({ word, answer }: { word: string; answer: string }) =>
        `Where it looked at <b>“${word}”</b> for “${answer}”`,
    },
    'grad-cam': {
      answer: ({ answer }: { answer: string }) => `What made it answer <b>“${answer}”</b>`,
      word: ({ word, answer }: { word: string; answer: string }) =>
        `What made it answer “${answer}”, at <b>“${word}”</b>`,
    },
  },
  mapTerms: {
    attention: ({ layer }: { layer: number | 'sum' }) =>
      `Cross-attention of the question to the picture, ${layerName(layer)}`,
    'grad-cam': ({ layer }: { layer: number | 'sum' }) =>
      `Grad-CAM of the answer, ${layerName(layer)}: cross-attention of the question to the picture, weighted by the gradient of the answer’s log-probability`,
  },
  map: {
    computing: 'Computing the map…',
    failed: ({ error }: { error: string }) => `There is no map. ${error}`,
    'other-model': ({ model }: { model: string }) =>
      `${model} gave this answer and is not in use. Ask again for a map.`,
    'no-graph': 'This bundle was made by an older version, which had no maps of answers. Install it again.',
  },
};
