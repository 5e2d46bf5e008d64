/** Settings of the image processor, in both layouts, against `transformers` (the cases of `reference/make/settings.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { parsePreprocessor } from '../../model-export/checkpoint/preprocessor.ts';
import { bytesSource } from '../../model-export/io/byte-source.ts';
import { REFERENCE } from '../../model-export/testing/memory.ts';
import { largestError, readReference, readTensors } from '../../model-export/testing/reference.ts';
import { pixelRows } from './pixel-rows.ts';
import { preprocess } from './preprocess.ts';

interface Settings {
  images: { picture: string; size: number; settings: Record<string, object> };
}

const { picture, size, settings } = readReference<Settings>('settings').images;
const expected = await readTensors('settings');
const { data, info } = await sharp(readFileSync(path.join(REFERENCE, picture)))
  .ensureAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });
const image = pixelRows(data, info.width, info.height);

type Files = Record<string, object>;

function parse(files: Files, imageSize = size) {
  const open = async (name: string) => bytesSource(new TextEncoder().encode(JSON.stringify(files[name])));
  return parsePreprocessor({ list: () => Object.keys(files), open }, { imageSize, patchSize: 4 });
}

const OLD = 'preprocessor_config.json';
const NEW = 'processor_config.json';

describe.each([
  ['preprocessor_config.json', (own: object): Files => ({ [OLD]: own })],
  ['processor_config.json', (own: object): Files => ({ [NEW]: { image_processor: own } })],
  [
    'both, the newer one counts',
    (own: object): Files => ({
      [NEW]: { image_processor: own },
      [OLD]: { image_mean: [0, 0, 0], resample: 0 },
    }),
  ],
  [
    'a processor_config.json without pictures',
    (own: object): Files => ({ [NEW]: { processor_class: 'BlipProcessor' }, [OLD]: own }),
  ],
])('%s', (_, layout) => {
  test.each(Object.entries(settings))('%s', async (name, own) => {
    const actual = preprocess(image, await parse(layout(own)));
    const values = await expected(name);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    expect(largestError(actual, values) / largest).toBeLessThan(1e-6);
  });
});

describe('what cannot be followed is refused by name', () => {
  test.each<[object, string]>([
    [{ do_resize: false }, 'do_resize is false; only true is supported'],
    [{ do_center_crop: true }, 'do_center_crop is true; only false is supported'],
    [{ do_pad: true }, 'do_pad is true; only false is supported'],
    [{ resample: 6 }, 'resample is 6; Pillow'],
    [{ image_processor_type: 'CLIPImageProcessor' }, 'image_processor_type is "CLIPImageProcessor"; only'],
    [
      { size: { height: 16, width: 16 } },
      'size is ["height 16","width 16"]; the model\'s pictures are 8 × 8',
    ],
    [{ size: { height: 8, width: 16 } }, "the model's pictures are 8 × 8"],
    [{ size: { shortest_edge: 8 } }, 'size is ["shortest_edge 8"]'],
    [{ size: 16 }, 'size is 16; the model'],
    [{ do_sharpen: true }, 'the setting "do_sharpen" (true), which Blipscope does not know'],
    [{ image_std: [1, 0, 1] }, 'image_std must be greater than 0'],
    [{ rescale_factor: 0 }, 'rescale_factor must be greater than 0'],
    [{ image_mean: [1, 2] }, 'image_mean must hold three numbers'],
    [{ do_normalize: 'no' }, 'do_rescale and do_normalize must be true or false'],
  ])('%j', async (own, message) => {
    await expect(parse({ [OLD]: own })).rejects.toThrow(`${OLD}`);
    await expect(parse({ [OLD]: own })).rejects.toThrow(message);
    await expect(parse({ [NEW]: { image_processor: own } })).rejects.toThrow(message);
  });

  test('keys outside image_processor, too', async () => {
    await expect(parse({ [NEW]: { num_query_tokens: 32 } })).rejects.toThrow('"num_query_tokens" (32)');
  });
});
