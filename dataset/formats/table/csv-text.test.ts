import { expect, test } from 'vitest';
import { nastyText, randomNumbers } from '../../testing/random.ts';
import { csvRow, csvRows, delimiterOf, guarded, unguarded } from './csv-text.ts';

async function rows(...chunks: string[]): Promise<string[][]> {
  const found: string[][] = [];
  const source = async function* () {
    yield* chunks;
  };
  for await (const { cells } of csvRows(source())) found.push(cells);
  return found;
}

test.each([
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\rc,d\r',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a;b\n"c;""d""\n";',
    [
      ['a', 'b'],
      ['c;"d"\n', ''],
    ],
  ],
  [
    'a\tb\n\n\nc\td\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"a,b",c\n', [['a,b', 'c']]],
  ['a"b,c\n', [['a"b', 'c']]],
  ['"a"b,c\n', [['ab', 'c']]],
  [',\n', [['', '']]],
  ['', []],
])('%j', async (text, expected) => {
  expect(await rows(text)).toEqual(expected);
  if (text !== '' && delimiterOf(text) === ',') expect(await rows(...text)).toEqual(expected);
});

test('2000 rows of any texts in any chunks', async () => {
  const random = randomNumbers(3);
  for (let round = 0; round < 200; round++) {
    const table = Array.from({ length: 10 }, () => [nastyText(random), nastyText(random), nastyText(random)]);
    const text = csvRow(['one', 'two', 'three']) + table.map((row) => csvRow(row.map(guarded))).join('');
    const chunks = [text.slice(0, 20)];
    for (let rest = text.slice(20); rest !== ''; ) {
      const length = 1 + random(40);
      chunks.push(rest.slice(0, length));
      rest = rest.slice(length);
    }
    expect((await rows(...chunks)).slice(1).map((row) => row.map(unguarded))).toEqual(table);
  }
});

test.each(['=1', '+1', '-1', '@a', '\t=1', '\r=1', "'=1", "''=1"])('%j is guarded and back', (text) => {
  expect(guarded(text)).toBe(`'${text}`);
  expect(unguarded(guarded(text))).toBe(text);
});

test.each(["it's", "'quoted'", 'a=b', ''])('%j needs no guard', (text) => {
  expect(guarded(text)).toBe(text);
  expect(unguarded(text)).toBe(text);
});

test('a cell without an end is given up', async () => {
  await expect(rows('a,b\n', `"${'x'.repeat(2 << 20)}`)).rejects.toThrow('a cell has more than');
});
