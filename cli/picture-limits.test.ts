/** Files that are far larger than they look are refused before they are decoded. The page has the same test. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bombs, stating } from '../workers/image/testing/bombs.ts';
import { decodePicture } from './decode-picture.ts';

const HEIC = readFileSync(new URL('../reference/picture-formats/heic.heic', import.meta.url));
const MOST_BYTES = 50_000_000;

test.each(await bombs(HEIC))('$name: refused, without much memory', async ({ file }) => {
  const before = process.memoryUsage();
  const outcome = { name: 'PictureError', code: 'image-too-large' };
  await expect(decodePicture(file)).rejects.toMatchObject(outcome);
  const { external, arrayBuffers } = process.memoryUsage();
  expect(external + arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(MOST_BYTES);
});

test.each([8, 4000])('a HEIC file that states another size, %i, than it has is refused', async (side) => {
  await expect(decodePicture(stating(HEIC, side, side))).rejects.toMatchObject({ code: 'corrupt-image' });
});
