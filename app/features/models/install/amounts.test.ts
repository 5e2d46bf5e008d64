import { expect, test } from 'vitest';
import { bytesText, percent, waitText } from './amounts';

test.each([
  [0, '0 kB'],
  [12, '1 kB'],
  [274_308, '274 kB'],
  [5_200_000, '5.2 MB'],
  [990_345_061, '990 MB'],
  [1_880_000_000, '1.88 GB'],
  [64_000_000_000, '64.0 GB'],
])('%d bytes', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0.2, 'a second'],
  [42.4, '42 s'],
  [150, '3 min'],
  [7300, '2 h'],
])('%d seconds', (seconds, text) => {
  expect(waitText(seconds)).toBe(text);
});

test('a share is complete only at the end, and unknown totals have none', () => {
  expect([percent(999, 1000), percent(1000, 1000), percent(5, 0)]).toEqual([99, 100, 0]);
});
