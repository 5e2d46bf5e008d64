/** For tests: captions whose words follow from the picture, without a model. */
import { createHash } from 'node:crypto';
import type { SyntheticText } from '../../../core/collection.ts';
import { PictureError } from '../../../workers/image/index.ts';
import type { ShardWorker } from '../shard-run.ts';

export interface FakeWorker extends ShardWorker {
  /** The sizes of the batches so far. */
  readonly batches: number[];
}

export interface FakeOptions {
  /** Called before a batch is captioned. */
  onBatch?: (batch: number) => void | Promise<void>;
  readsTexts?: boolean;
}

/** A picture is any text; one that begins with `bad` cannot be decoded, `dull` has a caption that the filter drops. */
export function fakeWorker({ onBatch, readsTexts = true }: FakeOptions = {}): FakeWorker {
  const batches: number[] = [];
  return {
    seed: 7,
    readsTexts,
    picturesPerBatch: 2,
    batches,
    async prepare(file) {
      const text = new TextDecoder().decode(file);
      if (text.startsWith('bad')) throw new PictureError('corrupt-image', 'The picture is damaged.');
      const sha256 = createHash('sha256').update(file).digest('hex');
      const pixelValues = [Float32Array.of(text.startsWith('dull') ? 0.1 : 0.9, file.length)];
      return { width: 4, height: 3, pixelValues, texts: [], sha256, perceptualHash: '0' };
    },
    async caption(pictures) {
      batches.push(pictures.length);
      await onBatch?.(batches.length);
      return pictures.map(({ pixelValues: [pixels], originals, seed }) => {
        const [probability = 0, length = 0] = pixels ?? [];
        const match = { probability, cosine: null };
        const candidate: SyntheticText = {
          ...{ source: 'synthetic', text: `a picture of ${length} bytes`, model: 'fake', seed },
          ...{ logProb: -1 / 3, minWordProbability: 0.5, match },
        };
        const matched = originals.map((each) => ({ ...each, match: { probability: 0.2, cosine: null } }));
        return { originals: matched, embedded: [], candidates: [candidate], vector: null };
      });
    },
    async dispose() {},
  };
}
