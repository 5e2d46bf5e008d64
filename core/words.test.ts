import { expect, test } from 'vitest';
import { groupWords, sentenceMap, wordMap } from './words.ts';

const map = (...values: number[]) => Float32Array.from(values);
const piece = (text: string, special = false) => ({ text, special });

const tokens = [
  piece('[ENC]', true),
  piece('two'),
  piece('dal'),
  piece('##mat'),
  piece('##ians'),
  piece('[SEP]', true),
];

test('pieces are joined, special tokens left out', () => {
  expect(groupWords(tokens)).toEqual([
    { text: 'two', tokens: [1] },
    { text: 'dalmatians', tokens: [2, 3, 4] },
  ]);
  expect(groupWords([piece('##s')])).toEqual([{ text: 's', tokens: [0] }]);
});

test.each([
  [
    ['a', 'dog'],
    ['a', 'dog'],
  ],
  [
    ['a', 'skate', '##board', '##er'],
    ['a', 'skateboarder'],
  ],
  [
    ['dogs', ',', 'cats', '.', '[SEP]'],
    ['dogs,', 'cats.'],
  ],
  [
    ['a', 't', '-', 'shirt', 'on'],
    ['a', 't-shirt', 'on'],
  ],
  [
    ['a', 'man', "'", 's', 'hat'],
    ['a', "man's", 'hat'],
  ],
  [
    ['"', 'stop', '"'],
    ['"', 'stop"'],
  ],
  [
    ['##ing', 'now'],
    ['ing', 'now'],
  ],
  [['[SEP]'], []],
  [[], []],
])('%j reads %j', (pieces, expected) => {
  const words = groupWords(pieces.map((text) => piece(text, text.startsWith('['))));
  expect(words.map(({ text }) => text)).toEqual(expected);
});

test('punctuation joins the text of its word but not its tokens; a hyphen joins both', () => {
  expect(groupWords(['a', 't', '-', 'shirt', '.'].map((text) => piece(text)))).toEqual([
    { text: 'a', tokens: [0] },
    { text: 't-shirt.', tokens: [1, 2, 3] },
  ]);
});

test("a word's map is the mean of its pieces'", () => {
  expect(wordMap([map(1, 4), map(3, 0), map(9, 9)], { tokens: [0, 1] })).toEqual(map(2, 2));
});

test("a sentence's map is the mean of its tokens' without the special ones", () => {
  const maps = [map(100), map(1), map(2), map(3), map(6), map(100)];
  expect(sentenceMap(maps, tokens)).toEqual(map(3));
  expect(sentenceMap([map(7, 7), map(7, 7)], [piece('[ENC]', true), piece('[SEP]', true)])).toEqual(
    map(0, 0),
  );
});
