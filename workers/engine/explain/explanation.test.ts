import { describe, expect, test } from 'vitest';
import { defaultLayer, joinWords, layerMaps, sentenceMap, wordMap } from './explanation.ts';

const map = (...values: number[]) => Float32Array.from(values);
const piece = (text: string, special = false) => ({ text, special });

describe('layers', () => {
  const maps = [
    [map(1, 2), map(3, 4)],
    [map(10, 20), map(30, 40)],
  ];

  test('one, or the sum of all', () => {
    expect(layerMaps({ maps }, 1)).toEqual(maps[1]);
    expect(layerMaps({ maps }, 'sum')).toEqual([map(11, 22), map(33, 44)]);
  });

  test.each([2, -1, 0.5])('%d is refused', (layer) => {
    expect(() => layerMaps({ maps }, layer)).toThrow('it must be "sum" or a whole number from 0 to 1');
  });

  test.each([
    [12, 7],
    [8, 7],
    [7, 'sum'],
    [3, 'sum'],
    [1, 'sum'],
  ] as const)('the matcher’s default of %i layers is %s', (layers, layer) => {
    expect(defaultLayer('itm', 'grad-cam', layers)).toBe(layer);
    expect(defaultLayer('caption', 'grad-cam', layers)).toBe('sum');
    expect(defaultLayer('itm', 'attention', layers)).toBe('sum');
  });
});

describe('words', () => {
  const tokens = [
    piece('[ENC]', true),
    piece('two'),
    piece('dal'),
    piece('##mat'),
    piece('##ians'),
    piece('[SEP]', true),
  ];

  test('pieces are joined, special tokens left out', () => {
    expect(joinWords(tokens)).toEqual([
      { text: 'two', tokens: [1] },
      { text: 'dalmatians', tokens: [2, 3, 4] },
    ]);
    expect(joinWords([piece('##s')])).toEqual([{ text: 's', tokens: [0] }]);
  });

  // The table of app/features/captions/words.test.ts: page and command line cut a text alike.
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
  ])('%j reads %j', (pieces, words) => {
    const joined = joinWords(pieces.map((text) => piece(text, text.startsWith('['))));
    expect(joined.map(({ text }) => text)).toEqual(words);
  });

  test('punctuation is written at its word and not counted to it; a hyphen is', () => {
    expect(joinWords(['a', 't', '-', 'shirt', '.'].map((text) => piece(text)))).toEqual([
      { text: 'a', tokens: [0] },
      { text: 't-shirt.', tokens: [1, 2, 3] },
    ]);
  });

  test("a word's map is the mean of its pieces'", () => {
    expect(wordMap([map(1, 4), map(3, 0), map(9, 9)], { text: 'x', tokens: [0, 1] })).toEqual(map(2, 2));
  });

  test("the sentence's is the mean over its tokens, the special ones left out", () => {
    const maps = [map(100), map(1), map(2), map(3), map(6), map(100)];
    expect(sentenceMap(maps, tokens)).toEqual(map(3));
    expect(sentenceMap([map(7, 7), map(7, 7)], [piece('[ENC]', true), piece('[SEP]', true)])).toEqual(
      map(0, 0),
    );
  });
});
