/** Parity of preprocessing and tokenizers in the browser with PIL and `BertTokenizerFast`. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from '../fixtures';
import type { PreprocessJob } from './jobs';

const BYTE_TOLERANCE = 1;
const MEAN_TOLERANCE = 0.05;

const REFERENCE = new URL('../../reference/', import.meta.url);

interface PreprocessValues {
  pictures: { name: string; file: string; sizes: number[] }[];
}

const { pictures }: PreprocessValues = read('preprocess');
const { checkpoints }: { checkpoints: object } = read('tokenizer-strings');

test('every reference picture is decoded and resized as PIL does it', async ({ page }) => {
  await page.goto('/');
  const job = pictures.map(({ name, file, sizes }) => ({ name, url: `/${file}`, like: name, sizes }));
  const { compared } = await page.evaluate((each) => window.__parity.preprocess({ pictures: each }), job);
  console.table(summary(compared));
  expect(compared).toHaveLength(pictures.flatMap(({ sizes }) => sizes).length);
  expect(compared.filter(isOff)).toEqual([]);
});

test('EXIF orientations are applied', async ({ page }) => {
  await page.goto('/');
  const job = await Promise.all(ORIENTATIONS.map((orientation) => turned(orientation, 'png')));
  const { compared } = await page.evaluate((each) => window.__parity.preprocess({ pictures: each }), job);
  expect(compared).toHaveLength(2 * job.length);
  expect(compared.filter(isOff)).toEqual([]);
});

test('EXIF orientations of a JPEG are applied, within the rounding of JPEG', async ({ page }) => {
  const JPEG_TOLERANCE = 2;
  await page.goto('/');
  const job = await Promise.all(ORIENTATIONS.map((orientation) => turned(orientation, 'jpeg')));
  const { compared } = await page.evaluate((each) => window.__parity.preprocess({ pictures: each }), job);
  expect(compared).toHaveLength(2 * job.length);
  for (const { name, largest } of compared) expect(largest, name).toBeLessThanOrEqual(JPEG_TOLERANCE);
});

for (const checkpoint of Object.keys(checkpoints)) {
  test(`the tokenizer of ${checkpoint} has the ids and texts of BertTokenizerFast`, async ({ page }) => {
    await page.goto('/');
    const result = await page.evaluate((each) => window.__parity.tokenizer(each), { checkpoint });
    expect(result.encoded).toBeGreaterThan(0);
    expect(result.decoded).toBeGreaterThan(0);
    expect(result.different).toEqual([]);
  });
}

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`values/${name}.json`, REFERENCE), 'utf8'));
}

function isOff({ largest, mean }: { largest: number; mean: number }): boolean {
  return !(largest <= BYTE_TOLERANCE && mean < MEAN_TOLERANCE);
}

function summary(compared: { largest: number; mean: number }[]) {
  const largest = Math.max(...compared.map((each) => each.largest));
  const mean = Math.max(...compared.map((each) => each.mean));
  return [{ compared: compared.length, 'largest difference of a byte': largest, 'largest mean': mean }];
}

/** Of EXIF: a mirroring, and then degrees to the right, that make of the upright picture what the sensor saw. */
const SENSOR: Readonly<Record<number, { mirrored: boolean; angle: number }>> = {
  2: { mirrored: true, angle: 0 },
  3: { mirrored: false, angle: 180 },
  4: { mirrored: true, angle: 180 },
  5: { mirrored: true, angle: 270 },
  6: { mirrored: false, angle: 270 },
  7: { mirrored: true, angle: 90 },
  8: { mirrored: false, angle: 90 },
};
const ORIENTATIONS = Object.keys(SENSOR).map(Number);

/** The reference's scene as the sensor saw it, with the EXIF orientation that says so. */
async function turned(
  orientation: number,
  format: 'png' | 'jpeg',
): Promise<PreprocessJob['pictures'][number]> {
  const { mirrored = false, angle = 0 } = SENSOR[orientation] ?? {};
  const upright = sharp(readFileSync(new URL('images/scene-320x240.png', REFERENCE)));
  const before = await (mirrored ? upright.flop() : upright).png().toBuffer();
  const seen = sharp(before).rotate(angle).withMetadata({ orientation });
  const encoded = format === 'png' ? seen.png() : seen.jpeg({ quality: 100, chromaSubsampling: '4:4:4' });
  const url = `data:image/${format};base64,${(await encoded.toBuffer()).toString('base64')}`;
  return { name: `orientation ${orientation}`, url, like: 'scene-320x240', sizes: [32, 96] };
}
