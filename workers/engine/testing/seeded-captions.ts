/**
 * The demo model's captions in fp32 before any optimisation: an optimisation must not change them. For these pictures and
 * seeds no draw and no cut-off comes within 0.015 of another outcome, so that they are the same on every backend. After the
 * demo model changes, run `npx tsx cli/testing/write-seeded-captions.ts`.
 */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import type { Engine } from '../engine.ts';
import type { EncodedImage } from '../vision.ts';

export interface SeededCaptions {
  /** SHA-256 of the demo checkpoint's weights. */
  checkpoint: string;
  pictures: PictureCaptions[];
}

/** Token ids, an array for each caption. */
export interface PictureCaptions {
  name: string;
  greedy: number[][];
  seeds: { seed: number; ids: number[][] }[];
}

/** What a model writes of a picture with its defaults, greedily and by seed. */
export async function captionsOf(
  engine: Engine,
  image: EncodedImage,
  { name, seeds }: Pick<PictureCaptions, 'name' | 'seeds'>,
): Promise<PictureCaptions> {
  const defaults = engine.manifest.generation;
  const write = (method: CaptionSettings['method'], seed: number) =>
    idsOf(engine, image, { ...defaults, method, seed });
  const drawn: PictureCaptions['seeds'] = [];
  for (const { seed } of seeds) drawn.push({ seed, ids: await write('nucleus', seed) });
  return { name, greedy: await write('greedy', 0), seeds: drawn };
}

async function idsOf(engine: Engine, image: EncodedImage, settings: CaptionSettings): Promise<number[][]> {
  const events = engine.caption(image, settings);
  for (;;) {
    const next = await events.next();
    if (!next.done) continue;
    next.value.dispose();
    return next.value.captions.map(({ tokenIds }) => tokenIds);
  }
}
