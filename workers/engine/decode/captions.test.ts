import { expect, test } from 'vitest';
import { fakeTokenizer } from '../testing/fake-runtime.ts';
import { toCaption } from './captions.ts';

const token = (id: number, logProb: number) => ({
  id,
  logProb,
  map: Float32Array.of(id),
  attention: { step: 0, row: 0 },
});
const text = (promptIds: number[], ids: number[]) => {
  const tokens = ids.map((id) => token(id, -1));
  return toCaption(fakeTokenizer, promptIds, { tokens, finish: 'end' }).text;
};

test('a caption has no prompt, no special tokens and no surrounding space', () => {
  expect(text([10, 4, 5], [8, 9, 3])).toBe('eight nine');
});

test('an end token as the first token is an empty caption', () => {
  expect(text([10, 4, 5], [3])).toBe('');
});

test('a first piece that continues the prompt loses its ##', () => {
  expect(text([10, 4, 5], [7, 8])).toBe('s eight');
});

test('a tokenizer that decodes the prompt differently before a continuation still returns the continuation', () => {
  const decode = (ids: readonly number[]) => (ids.length > 3 ? 'FOUR FIVE eight' : fakeTokenizer.decode(ids));
  const caption = toCaption({ ...fakeTokenizer, decode }, [10, 4, 5], {
    tokens: [token(8, -1)],
    finish: 'end',
  });
  expect(caption.text).toBe('eight');
});

test('the log-probability is the sum over the tokens', () => {
  const tokens = [token(8, -0.5), token(9, -0.25), token(3, -1)];
  expect(toCaption(fakeTokenizer, [10], { tokens, finish: 'end' }).logProb).toBe(-1.75);
});
