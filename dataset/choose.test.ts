import { expect, test } from 'vitest';
import { DEFAULT_FILTER, type FilterSettings, type PictureRecord } from '../core/collection.ts';
import { chooseTexts } from './choose.ts';
import { human, original, record, synthetic } from './testing/records.ts';

const filter = (changes: Partial<FilterSettings>) => ({ ...DEFAULT_FILTER, ...changes });

function chosen(changes: Partial<PictureRecord>, settings: Partial<FilterSettings> = {}): string[] {
  return chooseTexts(record(changes), filter(settings)).texts.map(({ text }) => text);
}

function reasons(changes: Partial<PictureRecord>, settings: Partial<FilterSettings> = {}) {
  const { dropped } = chooseTexts(record(changes), filter(settings));
  return Object.fromEntries(dropped.map(({ text, reason }) => [text.text, reason]));
}

const TEXTS = [
  original('an old text', 0.6),
  synthetic('best', 0.9),
  synthetic('a longer one', 0.7),
  synthetic('bad', 0.2),
];

test.each([
  ['best', ['best']],
  ['all', ['best', 'a longer one', 'an old text']],
  ['original', ['an old text']],
  ['longest', ['a longer one']],
] as const)('rule %s', (keep, expected) => {
  expect(chosen({ texts: TEXTS }, { keep })).toEqual(expected);
});

test('every text that is not chosen has its reason, in the order of the record', () => {
  expect(reasons({ texts: TEXTS })).toEqual({
    'an old text': 'outranked',
    'a longer one': 'outranked',
    bad: 'below-threshold',
  });
});

test('a text at the threshold passes', () => {
  expect(chosen({ texts: [synthetic('a', 0.5)] })).toEqual(['a']);
});

test('rule original takes the best candidate where the original does not match', () => {
  expect(chosen({ texts: [original('wrong', 0.1), synthetic('right', 0.8)] }, { keep: 'original' })).toEqual([
    'right',
  ]);
});

test('a probability that is not a number does not pass', () => {
  expect(chosen({ texts: [synthetic('a', Number.NaN)] })).toEqual([]);
});

test('without a matcher all texts pass, candidates first unless the rule wants the original', () => {
  const texts = [original('old'), synthetic('new')];
  expect(chosen({ texts })).toEqual(['new']);
  expect(chosen({ texts }, { keep: 'original' })).toEqual(['old']);
  expect(chosen({ texts }, { keep: 'all' })).toEqual(['new', 'old']);
});

test('a text without a match does not pass beside texts that have one', () => {
  expect(reasons({ texts: [original('old'), synthetic('new', 0.8)] })).toEqual({ old: 'not-matched' });
});

test('empty and repeated texts are dropped', () => {
  const texts = [original('A  dog ', 0.8), synthetic('a dog', 0.8), synthetic(' \n', 0.9)];
  expect(chosen({ texts }, { keep: 'all' })).toEqual(['A  dog ']);
  expect(reasons({ texts }, { keep: 'all' })).toEqual({ 'a dog': 'duplicate', ' \n': 'empty' });
});

test('a person wins over every rule and threshold', () => {
  const texts = [original('old', 0.9), synthetic('new', 0.1)];
  const [, approved] = texts;
  expect(chosen({ texts, decision: { kind: 'approved', text: approved! } })).toEqual(['new']);
  expect(chosen({ texts, decision: { kind: 'edited', text: human('mine') } })).toEqual(['mine']);
  expect(reasons({ texts, decision: { kind: 'approved', text: approved! } })).toEqual({
    old: 'person-chose',
  });
  const failed = { code: 'corrupt-image', message: '' } as const;
  expect(chosen({ error: failed, decision: { kind: 'edited', text: human('mine') } })).toEqual(['mine']);
});

test.each([
  [{ decision: { kind: 'dropped' } }, 'dropped'],
  [{ error: { code: 'corrupt-image', message: '' } }, 'failed'],
  [{ done: false }, 'not-run'],
  [{ texts: [] }, 'no-text'],
  [{ texts: [synthetic('a', 0.1)] }, 'none-passes'],
] as const)('a picture that is left out says why: %j', (changes, reason) => {
  const choice = chooseTexts(record({ texts: [original('old', 0.9)], ...changes }), DEFAULT_FILTER);
  expect(choice).toMatchObject({ texts: [], leftOut: reason, decorative: false });
});

test('a decorative picture is exported without a text', () => {
  const choice = chooseTexts(record({ texts: TEXTS, decision: { kind: 'decorative' } }), DEFAULT_FILTER);
  expect(choice).toMatchObject({ texts: [], leftOut: null, decorative: true });
  expect(choice.dropped.map(({ reason }) => reason)).toEqual(TEXTS.map(() => 'picture'));
});
