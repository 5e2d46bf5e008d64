import { expect, test } from 'vitest';
import { summarize, told } from './summary.ts';

test('a median with what lies around it', () => {
  const values = [30, 2, 10];
  expect(summarize(values)).toEqual({ median: 10, min: 2, max: 30 });
  expect(values).toEqual([30, 2, 10]);
  expect(told(summarize(values), (value) => value.toFixed(1))).toBe('10.0 (2.0–30.0)');
});
