import { expect, test } from 'vitest';
import { maxPieces } from './prompt';

test.each([
  ['', 0],
  ['a picture of ', 3],
  ['A picture of a dog', 4 + 3],
  ['of, of', 3],
  ['狗和猫', 3],
])('“%s” has at most %i word pieces', (prompt, pieces) => {
  expect(maxPieces(prompt, 'a picture of ')).toBe(pieces);
});
