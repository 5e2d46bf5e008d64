import { expect, test } from 'vitest';
import { estimateStorage } from './storage-estimate.ts';

test('what the browser tells', async () => {
  const estimate = async () => ({ usage: 5, quota: 10 });
  expect(await estimateStorage({ navigator: { storage: { estimate } } })).toEqual({ usage: 5, quota: 10 });
});

test.each<[string, Parameters<typeof estimateStorage>[0]]>([
  ['without a navigator', {}],
  ['without storage, as over plain http', { navigator: {} }],
  ['without estimates', { navigator: { storage: {} } }],
  ['that fails', { navigator: { storage: { estimate: () => Promise.reject(new TypeError('No.')) } } }],
])('a browser %s tells nothing', async (_, scope) => {
  expect(await estimateStorage(scope)).toEqual({});
});
