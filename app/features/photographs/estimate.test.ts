import { expect, test } from 'vitest';
import { estimate } from './estimate';

const connection = { savesData: false, isMobile: false, bytesPerSecond: 1e6 };

test('a measured speed goes before the browser’s estimate, and that before an example', () => {
  expect(estimate(90e6, 3e6, connection)).toMatchObject({ seconds: 30, bytesPerSecond: 3e6 });
  expect(estimate(90e6, null, connection)).toMatchObject({ seconds: 90 });
  expect(estimate(90e6, null, { ...connection, bytesPerSecond: null }).seconds).toBeCloseTo(14.4);
});
