import { expect, test } from 'vitest';
import type { MappedWord } from './shown-words';
import { wordsHere } from './words-here';

function word(text: string, map: number[], asked = true): MappedWord {
  return { text, probability: 0.5, map: Float32Array.from(map), pieces: [0], grid: [2, 3], asked };
}

/** The right lower patch of 2 × 3. */
const SPOT = { x: 0.9, y: 0.9 };

test('every word has the same amount of looking to give, or the maps count as they are', () => {
  const words = [word('loud', [0, 30, 0, 0, 0, 10]), word('faint', [0, 0, 0, 0, 0, 1])];
  expect(wordsHere(words, SPOT, 'word')).toEqual([
    { text: 'faint', share: 0.8 },
    { text: 'loud', share: 0.2 },
  ]);
  const [first] = wordsHere(words, SPOT, 'sentence');
  expect(first).toEqual({ text: 'loud', share: 10 / 11 });
});

test('the three that looked most, the most first', () => {
  const words = [1, 4, 2, 3].map((value) => word(`w${value}`, [10 - value, 0, 0, 0, 0, value]));
  expect(wordsHere(words, SPOT, 'word').map(({ text }) => text)).toEqual(['w4', 'w3', 'w2']);
});

test.each([
  [{ x: 0, y: 0 }, 'upper left'],
  [{ x: 0.5, y: 0.2 }, 'upper middle'],
  [{ x: 1, y: 0 }, 'upper right'],
  [{ x: 0.1, y: 1 }, 'lower left'],
])('%o is in the patch %s', (spot, name) => {
  const names = ['upper left', 'upper middle', 'upper right', 'lower left', 'lower middle', 'lower right'];
  const words = names.map((text, patch) =>
    word(
      text,
      names.map((_, index) => (index === patch ? 1 : 0)),
    ),
  );
  expect(wordsHere(words, spot, 'word')[0]).toEqual({ text: name, share: 1 });
});

test('where a matcher read some words otherwise, their attention does not count', () => {
  const words = [word('a', [0, 0, 0, 0, 0, 1e-6]), word('dog', [0, 0, 0, 0, 0, 1], false)];
  expect(wordsHere(words, SPOT, 'sentence')).toEqual([{ text: 'a', share: 1 }]);
});

test('where nobody looked there is nobody', () => {
  expect(wordsHere([word('a', [1, 0, 0, 0, 0, 0])], SPOT, 'word')).toEqual([]);
  expect(wordsHere([word('a', [0, 0, 0, 0, 0, 0])], SPOT, 'word')).toEqual([]);
  expect(wordsHere([], SPOT, 'word')).toEqual([]);
});
