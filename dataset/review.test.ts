import { expect, test } from 'vitest';
import { DEFAULT_FILTER, type PictureRecord } from '../core/collection.ts';
import { doubtOf } from './doubt.ts';
import { stateOf } from './state.ts';
import { human, original, record, synthetic } from './testing/records.ts';

const doubt = (texts: PictureRecord['texts']) => doubtOf(record({ texts }), DEFAULT_FILTER);

test.each([
  ['new', { done: false, texts: [original('old')] }],
  ['captioned', { texts: [synthetic('a', 0.95)] }],
  ['captioned', { texts: [synthetic('without a matcher')] }],
  ['to-review', { texts: [synthetic('a', 0.1)] }],
  ['captioned', { texts: [original('b', 0.1), synthetic('a', 0.7)] }],
  ['to-review', { texts: [] }],
  ['failed', { error: { code: 'corrupt-image', message: '' } }],
  ['approved', { decision: { kind: 'approved', text: synthetic('a', 0.1) } }],
  ['edited', { decision: { kind: 'edited', text: human('a') }, error: { code: 'unknown', message: '' } }],
  ['dropped', { decision: { kind: 'dropped' } }],
  ['decorative', { decision: { kind: 'decorative' }, done: false }],
] as const)('%s: %j', (state, changes) => {
  expect(stateOf(record(changes as Partial<PictureRecord>), DEFAULT_FILTER)).toBe(state);
});

test('a sure caption has no doubt', () => {
  expect(doubt([synthetic('a', 1)])).toEqual({ doubt: 0, reasons: [] });
});

test('nothing that passes is the greatest doubt', () => {
  expect(doubt([synthetic('a', 0.49)])).toEqual({ doubt: 1, reasons: ['nothing-passes'] });
});

test('a low probability of match', () => {
  const { doubt: value, reasons } = doubt([synthetic('a', 0.6)]);
  expect(value).toBeCloseTo(0.4);
  expect(reasons).toEqual(['low-itm']);
});

test('an improbable word', () => {
  const { doubt: value, reasons } = doubt([synthetic('a', 1, { minWordProbability: 0.05 })]);
  expect(value).toBeCloseTo(0.5 * (1 - 0.05 / 0.3));
  expect(reasons).toEqual(['low-word-probability']);
});

test('a word that is neither sure nor improbable adds doubt without a remark', () => {
  const { doubt: value, reasons } = doubt([synthetic('a', 1, { minWordProbability: 0.15 })]);
  expect(value).toBeCloseTo(0.25);
  expect(reasons).toEqual([]);
});

test('original and synthetic on both sides of the threshold are a remark only', () => {
  expect(doubt([original('b', 0.2), synthetic('a', 1)])).toEqual({ doubt: 0, reasons: ['disagreement'] });
});

test('doubts add up and stay below 1', () => {
  const texts = [original('b', 0), synthetic('a', 0.5, { minWordProbability: 0 })];
  const { doubt: value, reasons } = doubt(texts);
  expect(value).toBeCloseTo(1 - 0.5 * 0.5);
  expect(reasons).toEqual(['low-itm', 'low-word-probability', 'disagreement']);
});

test('what a person decided is not doubtful', () => {
  const decided = record({ texts: [synthetic('a', 0)], decision: { kind: 'dropped' } });
  expect(doubtOf(decided, DEFAULT_FILTER)).toEqual({ doubt: 0, reasons: [] });
});
