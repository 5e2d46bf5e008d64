import { expect, test } from 'vitest';
import { percent } from './amounts';

test('a share is complete only at the end, and unknown totals have none', () => {
  expect([percent(999, 1000), percent(1000, 1000), percent(5, 0)]).toEqual([99, 100, 0]);
});
