import { describe, expect, test } from 'vitest';
import { countGivenWords, givenWords, withGivenWords } from './given-words.ts';

const OWN = 'a picture of ';

test.each([
  [OWN, ''],
  ['a picture of', ''],
  ['', ''],
  ['  ', ''],
  ['a picture of a blue car', 'a blue car'],
  ['A  Picture\nof a  Blue car ', 'a Blue car'],
  ['a blue car', 'a blue car'],
  ['a picture', 'a picture'],
  ['a picture often', 'a picture often'],
  ['a drawing of ', 'a drawing of'],
])('of “%s” the words “%s” are the person’s', (prompt, given) => {
  expect(givenWords(prompt, OWN)).toBe(given);
});

test('where the model has no prompt, every word is the person’s', () => {
  expect(givenWords('a blue car', '')).toBe('a blue car');
});

const pieces = (...texts: string[]) => texts.map((text) => ({ text }));

describe('the text of a caption', () => {
  test.each([
    ['a blue car', 'behind a snail', pieces('behind', 'a', 'snail'), 'a blue car behind a snail'],
    ['a blue ca', 'rs', pieces('##rs'), 'a blue cars'],
    ['a blue car', ', parked', pieces(',', 'parked'), 'a blue car, parked'],
    ['a t-', 'shirt', pieces('shirt'), 'a t-shirt'],
    ['', 'a snail', pieces('a', 'snail'), 'a snail'],
    ['', 's eight', pieces('##s', 'eight'), 's eight'],
    ['a blue car', '', pieces('[SEP]'), 'a blue car'],
  ])('“%s” and “%s”', (given, generated, tokens, text) => {
    expect(withGivenWords(given, generated, tokens)).toBe(text);
  });
});

test('words given are counted as those of a caption are', () => {
  expect(countGivenWords('')).toBe(0);
  expect(countGivenWords('a t-shirt, and a man’s dog.')).toBe(6);
});
