import { expect, test } from 'vitest';
import { loadCollectionMessages } from './collection/messages';
import { en } from './en';
import { LANGUAGES, type Language } from './format';
import { errorText, loadMessages, type Messages, preferredLanguage } from './messages';

/** A value for every name that a function of the catalogue asks for. */
const SAMPLE = {
  ahead: 2,
  all: 3,
  alt: 'two whales',
  another: 'cat.jpg',
  answer: 'red',
  asked: false,
  at: 2,
  before: 0.91,
  best: 'a brown dog',
  bytes: 232e6,
  bytesPerSecond: 3.4e6,
  preparing: 30,
  capabilities: ['caption', 'match', 'contrast', 'answer'],
  caption: 'a brown dog',
  columns: 24,
  cosine: 0.42,
  below: 39,
  count: 3,
  cpu: 3.2,
  decode: 300,
  detail: 'b.jpg',
  device: '2 threads',
  does: 'Writes captions',
  done: 5e6,
  downloaded: 5e6,
  dropped: 4,
  dtype: 'q8',
  encode: 100,
  error: 'The GPU stopped.',
  factor: 0.5,
  file: '01.webp',
  first: 'dog',
  firstToken: 130,
  form: 'CSV',
  folder: 'models/base',
  free: 9e9,
  full: { width: 8000, height: 6000 },
  gpu: 1.1,
  guess: true,
  head: 2,
  heads: 12,
  height: 0.2,
  host: 'huggingface.co',
  hub: 'https://huggingface.co',
  id: 'owner/base',
  image: 5,
  job: 'adding base',
  key: 'H',
  label: 'Heat',
  layer: 3,
  layers: 12,
  left: 4.3e6,
  loss: 1.2,
  made: { width: 4000, height: 3000 },
  map: 0.21,
  marked: 0.07,
  match: 12,
  matched: 40,
  max: 30,
  measured: [{ dtype: 'fp32', picture: 12, word: 0.4 }],
  min: 10,
  model: 'owner/base',
  models: 'base and large',
  moved: 0.6,
  name: 'dog.jpg',
  names: ['Seed', 'Top-p'],
  number: 2,
  of: 30,
  partly: true,
  perSecond: 4.2,
  perWord: 0.4,
  picture: 0.5,
  pictures: 42,
  place: 'upper-left',
  points: [{ share: 0.1, score: 0.8 }],
  problem: 'is damaged',
  query: 'dog',
  question: 'what is it?',
  reason: 'The file is empty.',
  record: 3,
  reasons: 'The GPU could not be opened.',
  revision: 'v2',
  rows: 24,
  runtime: '1.31.0',
  same: true,
  second: 'cat',
  seconds: 12,
  seed: 7,
  selected: true,
  setting: 'Beams',
  share: 0.94,
  shortfall: 'No model is loaded.',
  start: '6ec9c2b0',
  state: 'paused',
  status: 'done',
  steps: 16,
  sure: 0.8,
  target: 'webgpu',
  temperature: 1.5,
  term: 'Cross-attention',
  text: 'dog',
  texts: 9,
  things: ['dog.jpg', 'settings'],
  threads: 2,
  title: 'dog',
  topP: 0.9,
  total: 9.3e6,
  used: 1e9,
  where: ['upper-left', 'centre'],
  width: 0.1,
  without: 3,
  word: 'dog',
  words: 52,
};

/** Functions that also take null for some of their values. */
const ABSENT: Readonly<Record<string, Partial<Record<keyof typeof SAMPLE, null>>>> = {
  'captions.times': { match: null },
  'captions.matchSpoken': { cosine: null },
  'captions.matchTerm': { cosine: null },
  'captions.word': { place: null },
  'questions.answer': { place: null },
  'questions.word': { place: null },
  'heatmap.attentionTerm': { layer: null, head: null },
  'heatmap.label': { word: null, place: null },
  'heatmap.bestLayer': { layer: null },
  'figure.note': { place: null },
  'models.review.speedTerms': { words: null },
  'folder.notes.warning': { record: null, detail: null },
  'folder.export.skippedFile': { form: null, detail: null },
  'folder.export.written': { folder: null },
  'folder.export.table': { name: null },
  'folder.search.vectors.missing': { seconds: null },
};

type Translation = Exclude<Language, 'en'>;

/** Names, terms and symbols that are the same as in English. */
const SAME: Readonly<Record<Translation, readonly string[]>> = {
  de: [
    'page.title',
    'help.keyNames.escape',
    'pwa.unstored.picture',
    'pictures.thumbnail',
    'pictures.rejectedFile',
    'stage.heat',
    'stage.shortcut',
    'questions.field.placeholder',
    'questions.field.listedPlaceholder',
    'questions.word',
    'models.device.webgpu',
    'models.badge.ready',
    'models.badge.facts.grid',
    'models.badge.size',
    'models.badge.choices.webgpu',
    'models.badge.choices.wasm',
    'models.jobs.progress',
    'settings.names.beams',
    'settings.names.topP',
    'settings.names.topK',
    'folder.notes.leftOutFile',
    'folder.notes.warning',
    'folder.grid.filter',
    'folder.grid.tile',
    'folder.search.sorting.addHint',
    'folder.search.sorting.label',
    'folder.bulk.text',
    'folder.export.progress',
    'folder.export.skippedFile',
  ],
};

type Values = Record<string, string>;

/** Both catalogues, as the page loads them. That of collections is apart there. */
async function catalogueOf(language: Language) {
  return { ...(await loadMessages(language)), folder: await loadCollectionMessages(language) };
}

/** Every text of a catalogue by its path, functions called with sample values. */
function textsOf(messages: object, values: object): Values {
  const texts: Values = {};
  const asked = new Proxy(values, {
    get: (all, name) => {
      if (!(name in all)) throw new Error(`No sample for ${String(name)}.`);
      return Reflect.get(all, name);
    },
  });
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') texts[path] = value;
    else if (typeof value === 'function')
      texts[path] = value(path in ABSENT ? { ...values, ...ABSENT[path] } : asked);
    else
      for (const [key, child] of Object.entries(value as object)) visit(child, path ? `${path}.${key}` : key);
  };
  const { format, errors, ...rest } = messages as Partial<Messages>;
  visit(rest, '');
  return texts;
}

const TRANSLATIONS = LANGUAGES.filter((language): language is Translation => language !== 'en');
const catalogues = Object.fromEntries(
  await Promise.all(LANGUAGES.map(async (language) => [language, await catalogueOf(language)])),
) as Readonly<Record<Language, Awaited<ReturnType<typeof catalogueOf>>>>;
const english = catalogues.en;
const samples = [
  { ...SAMPLE, target: 'webgpu' },
  { ...SAMPLE, count: 1, target: 'wasm' },
];

test.each(LANGUAGES)('a language has catalogues of its own (%s)', (language) => {
  const { format, folder } = catalogues[language];
  expect(format.language).toBe(language);
  if (language !== 'en') expect(folder).not.toBe(english.folder);
});

test.each(LANGUAGES)('every text says something (%s)', (language) => {
  for (const values of samples) {
    for (const [path, text] of Object.entries(textsOf(catalogues[language], values))) {
      expect(text, path).not.toMatch(/undefined|null|NaN|\[object/);
      if (!path.endsWith('.more')) expect(text.trim(), path).not.toBe('');
    }
  }
});

test('values that may be absent are also asked for', () => {
  const [values] = samples;
  for (const path of Object.keys(ABSENT)) {
    const [group = '', ...rest] = path.split('.');
    const find = (messages: object) =>
      rest.reduce<unknown>((value, key) => Reflect.get(value as object, key), Reflect.get(messages, group));
    const say = find(english) as (given: object) => string;
    expect(say({ ...values }), path).not.toBe(say({ ...values, ...ABSENT[path] }));
  }
});

test.each(TRANSLATIONS)('every text is translated, but for names and symbols (%s)', (language) => {
  const [values = SAMPLE] = samples;
  const source = textsOf(english, values);
  const same = Object.entries(textsOf(catalogues[language], values)).filter(
    ([path, text]) => text !== '' && text === source[path],
  );
  expect(same.map(([path]) => path)).toEqual(SAME[language]);
});

test.each(TRANSLATIONS)('a translation has the marks of the English text (%s)', (language) => {
  const marksOf = (text = '') => (text.match(/<\/?\w+\/?>/g) ?? []).sort();
  const [values = SAMPLE] = samples;
  const source = textsOf(english, values);
  for (const [path, text] of Object.entries(textsOf(catalogues[language], values))) {
    expect(marksOf(text), path).toEqual(marksOf(source[path]));
  }
});

test.each(TRANSLATIONS)(
  'errors are the worker’s own sentences in English, and translated (%s)',
  (language) => {
    const message = 'There is no such file in the checkpoint.';
    for (const code of Object.keys(en.errors) as (keyof Messages['errors'])[]) {
      expect(errorText(en, { code, message })).toBe(message);
      const text = errorText(catalogues[language], { code, message }).replace(message, '');
      expect(text.split(' ').length, code).toBeGreaterThan(3);
    }
  },
);

test.each(TRANSLATIONS)('where a code leaves open what happened, the worker says it (%s)', (language) => {
  const message = 'The tensor text_decoder.weight is missing.';
  expect(errorText(catalogues[language], { code: 'not-a-checkpoint', message })).toContain(message);
  expect(errorText(catalogues[language], { code: 'needs-token', message })).not.toContain(message);
});

test.each([
  [['de-CH', 'en'], 'de'],
  [['xx', 'de'], 'de'],
  [['xx', 'yy'], 'en'],
  [['en-GB', 'de'], 'en'],
  [[], 'en'],
])('a browser that asks for %j is answered in %s', (preferred, language) => {
  expect(preferredLanguage(preferred)).toBe(language);
});
