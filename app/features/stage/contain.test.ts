import { expect, test } from 'vitest';
import { contain } from './contain';

test.each([
  ['wide in square', [400, 200], [100, 100], [100, 50]],
  ['tall in square', [200, 400], [100, 100], [50, 100]],
  ['small grows', [10, 5], [100, 100], [100, 50]],
  ['same shape', [400, 300], [40, 30], [40, 30]],
])('%s', (_, [w, h], [boxW, boxH], [width, height]) => {
  expect(contain({ width: w!, height: h! }, { width: boxW!, height: boxH! })).toEqual({ width, height });
});
