/** Every kind of picture against Pillow. `e2e/parity/pictures.spec.ts` compares the page with the same files. */
import { expect, test, vi } from 'vitest';
import { flattenOnWhite } from '../workers/image/pixel-rows.ts';
import { decodePicture } from './decode-picture.ts';
import {
  CLIPPED_BY_PILLOW,
  differenceOf,
  isWithinLimit,
  type PictureCase,
  type Pixels,
  pictureCases,
} from './testing/picture-formats.ts';

const cases = await pictureCases();
const compared = cases.filter(({ name, pillow }) => pillow && !CLIPPED_BY_PILLOW.includes(name));

async function read({ file }: PictureCase): Promise<Pixels> {
  const picture = flattenOnWhite(await decodePicture(file));
  const { width, height } = picture;
  return { width, height, data: picture.rows(0, height) };
}

test.each(compared)('$name is read as Pillow reads it', async (each) => {
  const difference = differenceOf(await read(each), each.pillow!);
  expect(difference).toSatisfy(() => isWithinLimit('command line', each.name, difference));
});

test.each(cases.filter(({ pillow }) => !pillow))('$name is refused, as Pillow does', async (each) => {
  await expect(read(each)).rejects.toMatchObject({ code: 'corrupt-image' });
});

test('16 bits of grey are scaled, which Pillow clips to white', async () => {
  const grey = cases.find(({ name }) => name === 'png-grey.png')!;
  for (const each of cases.filter(({ name }) => CLIPPED_BY_PILLOW.includes(name))) {
    expect(differenceOf(await read(each), grey.pillow!), each.name).toEqual({ largest: 0, mean: 0 });
  }
});

test('a damaged HEIC prints nothing: stdout is for results', async () => {
  const log = vi.spyOn(console, 'log');
  const { file } = cases.find(({ name }) => name === 'heic.heic')!;
  for (const bytes of [40, 600, 1200]) {
    await expect(decodePicture(file.subarray(0, bytes))).rejects.toMatchObject({ code: 'corrupt-image' });
  }
  expect(log).not.toHaveBeenCalled();
});
