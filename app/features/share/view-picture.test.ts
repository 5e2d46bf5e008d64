import { expect, test } from 'vitest';
import { sizesToTry, wrap } from './view-picture';

const width = (line: string) => line.length;

test.each([
  ['a dog on a beach', 8, ['a dog on', 'a beach']],
  ['skateboarder', 5, ['skateboarder']],
  ['a skateboarder', 5, ['a', 'skateboarder']],
  ['dog', 20, ['dog']],
])('"%s" in %i columns', (text, columns, lines) => {
  expect(wrap(text, columns, width)).toEqual(lines);
});

test('the picture’s own size comes first, then smaller ones of its proportions', () => {
  const sizes = sizesToTry({ width: 20_000, height: 10_000 });
  expect(sizes.slice(0, 3)).toEqual([
    { width: 20_000, height: 10_000 },
    { width: 14_142, height: 7071 },
    { width: 10_000, height: 5000 },
  ]);
  expect(sizes.every(({ width, height }) => Math.abs(width / height - 2) < 0.01)).toBe(true);
});
