/** The demo model's captions of some samples, in fp32, by onnxruntime-node. */
import { fileURLToPath } from 'node:url';
import { exportedDemo } from '../../model-export/testing/demo-maps.ts';
import { createEngine } from '../../workers/engine/index.ts';
import { onProcessor } from '../../workers/engine/testing/engine-options.ts';
import { captionsOf, type PictureCaptions } from '../../workers/engine/testing/seeded-captions.ts';
import { preprocess } from '../../workers/image/preprocess.ts';
import * as runtime from '../onnxruntime.ts';
import { readPicture } from '../picture-files.ts';

const SAMPLES = new URL('../../public/samples/', import.meta.url);

/** The model's captions of each picture: greedy and seeded. */
export async function demoCaptions(pictures: readonly PictureCaptions[]): Promise<PictureCaptions[]> {
  const engine = await createEngine(await onProcessor(runtime, await exportedDemo()));
  const written: PictureCaptions[] = [];
  for (const picture of pictures) {
    const pixels = await readPicture(fileURLToPath(new URL(picture.name, SAMPLES)));
    const image = await engine.encode(preprocess(pixels, engine.manifest.image));
    written.push(await captionsOf(engine, image, picture));
    image.dispose();
  }
  await engine.dispose();
  return written;
}
