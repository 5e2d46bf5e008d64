import { expect, test } from 'vitest';
import type { CaptionToken } from '../../../core/protocol';
import { captionWords, sentenceOf } from './words';

function tokens(...texts: string[]): CaptionToken[] {
  return texts.map((text, id) => ({ id, text, logProb: Math.log(0.5), special: text.startsWith('[') }));
}
const mapsFor = (count: number) => Array.from({ length: count }, (_, i) => Float32Array.from([i, 10 * i]));

test('the words of a caption make its sentence', () => {
  const words = captionWords(tokens('a', 't', '-', 'shirt', ',', 'skate', '##board', '[SEP]'), mapsFor(8));
  expect(sentenceOf(words)).toBe('a t-shirt, skateboard');
  expect(sentenceOf([])).toBe('');
});

test('a word has the product of its pieces’ probabilities and the mean of their maps', () => {
  const [, word] = captionWords(tokens('a', 'skate', '##board', '.'), mapsFor(4));
  expect(word!.probability).toBeCloseTo(0.25, 10);
  expect([...word!.map]).toEqual([1.5, 15]);
  expect(word!.pieces).toEqual([1, 2]);
});

test('a token whose map has not come is not shown yet', () => {
  expect(captionWords(tokens('a', 'dog'), mapsFor(1)).map(({ text }) => text)).toEqual(['a']);
});
