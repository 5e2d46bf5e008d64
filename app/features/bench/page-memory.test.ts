import { expect, test } from 'vitest';
import { pageMemory } from './page-memory';

const meter = { measureUserAgentSpecificMemory: async () => ({ bytes: 7 }) };

test('the browser’s own number where it gives one, else the reason', async () => {
  expect(await pageMemory({ isolated: true, meter, restMs: 0 })).toEqual({ bytes: 7, reason: null });
  expect(await pageMemory({ isolated: false, meter })).toEqual({
    bytes: null,
    reason: 'the page is not isolated',
  });
  expect(await pageMemory({ isolated: true, meter: {} })).toEqual({
    bytes: null,
    reason: 'this browser does not tell',
  });
  const refusing = { measureUserAgentSpecificMemory: () => Promise.reject(new Error('not allowed here')) };
  expect(await pageMemory({ isolated: true, meter: refusing, restMs: 0 })).toEqual({
    bytes: null,
    reason: 'not allowed here',
  });
});
