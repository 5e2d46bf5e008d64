/** Compares decoded and preprocessed pictures with those of PIL. */
import { readSafetensors } from '../../model-export/checkpoint/safetensors.ts';
import { bytesSource } from '../../model-export/index.ts';
import { decodePicture } from '../../workers/image/decode.ts';
import { preprocess } from '../../workers/image/preprocess.ts';
import type { PreprocessJob, PreprocessResult } from './jobs';

/** Normalises to `pixel_values` of 0 to 255. */
const BYTES = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] };

export async function comparePreprocessing({ pictures }: PreprocessJob): Promise<PreprocessResult> {
  const reference = await readBytes();
  const result: PreprocessResult = { kind: 'preprocess', compared: [] };
  for (const { name, url, like, sizes } of pictures) {
    const image = await decodePicture(await (await fetch(url)).blob());
    for (const size of sizes) {
      const actual = preprocess(image, { ...BYTES, size });
      const expected = await reference(`${like}/resized/${size}`);
      result.compared.push({ name, size, ...differences(actual, expected) });
    }
    image.close();
  }
  return result;
}

async function readBytes(): Promise<(key: string) => Promise<Uint8Array>> {
  const file = 'preprocess.safetensors';
  const bytes = new Uint8Array(await (await fetch(`/values/${file}`)).arrayBuffer());
  const tensors = new Map((await readSafetensors(bytesSource(bytes), file)).map((each) => [each.name, each]));
  return async (key) => {
    const found = tensors.get(key);
    if (!found) throw new Error(`${file} has no tensor ${key}.`);
    return found.read();
  };
}

/** Of `pixel_values` [3, S, S] from PIL's bytes [S, S, 3]; different lengths count as infinite. */
function differences(actual: Float32Array, expected: Uint8Array): { largest: number; mean: number } {
  if (actual.length !== expected.length) return { largest: Infinity, mean: Infinity };
  const plane = expected.length / 3;
  let [largest, sum] = [0, 0];
  for (const [i, value] of expected.entries()) {
    const byte = actual[(i % 3) * plane + Math.floor(i / 3)] ?? Number.NaN;
    // Rounded, since 32 bits do not give every byte back exactly.
    const difference = Math.abs(Math.round(byte) - value);
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / expected.length };
}
