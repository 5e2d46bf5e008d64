import { expect, test, vi } from 'vitest';
import type { ImageSettings } from '../../core/protocol/index.ts';
import { pixelRows } from './pixel-rows.ts';
import { prepareWith } from './prepare.ts';
import { preprocess, preprocessForAll } from './preprocess.ts';

const SETTINGS: ImageSettings = {
  size: 2,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resample: 'bicubic',
};

test('a file is read once, for its pixels, its texts and its hash', async () => {
  const file = new Blob(['the bytes']);
  const read = vi.spyOn(file, 'arrayBuffer');
  const slice = vi.spyOn(file, 'slice');
  const decode = vi.fn(async () => ({
    ...pixelRows(new Uint8Array(16).fill(255), 2, 2),
    close: () => {},
  }));
  const textsIn = vi.fn(async () => []);
  const sha256 = vi.fn(async () => 'hash');
  const prepared = await prepareWith({ decode, textsIn, sha256 })(file, [SETTINGS]);
  const bytes = new TextEncoder().encode('the bytes');
  expect(decode).toHaveBeenCalledWith(file, bytes);
  expect(textsIn).toHaveBeenCalledWith(bytes);
  expect(sha256).toHaveBeenCalledWith(bytes);
  expect(prepared).toMatchObject({ width: 2, height: 2, texts: [], sha256: 'hash' });
  expect([read.mock.calls.length, slice.mock.calls.length]).toEqual([1, 0]);
});

test('models with other settings get other values, those with the same share them', () => {
  const picture = pixelRows(new Uint8Array(16).fill(128), 2, 2);
  const other = { ...SETTINGS, mean: [0.5, 0.5, 0.5] as ImageSettings['mean'] };
  const [first, second, third] = preprocessForAll(picture, [SETTINGS, other, { ...SETTINGS }]);
  expect(first).toEqual(preprocess(picture, SETTINGS));
  expect(second).toEqual(preprocess(picture, other));
  expect(second).not.toEqual(first);
  expect(third).toBe(first);
});
