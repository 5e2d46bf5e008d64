import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isOnlyShell } from './shells.ts';

let names: string[];
const keys = vi.fn(async () => names);

beforeEach(() => {
  keys.mockImplementation(async () => names);
  vi.stubGlobal('caches', { keys });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const MODEL = 'https://a.test/app/models/demo/';

test.each([
  [[], true],
  [['blipscope-shell https://a.test/app/ 1'], true],
  [['blipscope-shell https://a.test/app/ 1', 'blipscope-shell https://a.test/app/ 2'], false],
  // Copies of the app beside, around and inside this one.
  [['blipscope-shell https://a.test/app/ 1', 'blipscope-shell https://a.test/other/ 2'], true],
  [['blipscope-shell https://a.test/app/ 1', 'blipscope-shell https://a.test/ 2'], true],
  [['blipscope-shell https://a.test/app/ 1', 'blipscope-shell https://a.test/app/in/ 2'], true],
  [['blipscope-shell https://a.test/ 1', 'blipscope-shell https://a.test/ 2'], false],
])('%j: %s', async (cached, only) => {
  names = cached;
  expect(await isOnlyShell(MODEL)).toBe(only);
});

test('nothing is known of a Cache Storage that fails or hangs', async () => {
  keys.mockRejectedValue(new DOMException('broken', 'UnknownError'));
  expect(await isOnlyShell(MODEL)).toBe(false);
  vi.useFakeTimers();
  keys.mockReturnValue(new Promise(() => {}));
  const only = isOnlyShell(MODEL);
  await vi.runAllTimersAsync();
  expect(await only).toBe(false);
});
