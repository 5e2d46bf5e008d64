/** For tests: pictures in memory, and a worker that captions them by their seeds. */
import { createHash } from 'node:crypto';
import type { OriginalText, PictureVector } from '../../../core/collection.ts';
import type { RunRecord } from '../../../core/protocol/index.ts';
import type { JournaledVector } from '../../../dataset/index.ts';
import type { PictureInput, PictureTexts, PlannedPicture } from '../../../workers/capfilt/index.ts';
import { corruptPicture } from '../../../workers/image/index.ts';
import type { CaptionWorker } from '../models.ts';
import type { RecordStore, SourcePicture } from '../run.ts';

export function original(text: string): OriginalText {
  return { source: 'original', text, form: 'txt', match: null };
}

/** A picture whose bytes are a text; of a missing one, null. */
export function picture(path: string, bytes: string | null, originals: OriginalText[] = []): SourcePicture {
  const open = async () => {
    if (bytes === null) throw Object.assign(new Error('gone'), { code: 'ENOENT', path });
    return Buffer.from(bytes);
  };
  return { path, bytes: bytes?.length ?? 0, modified: 5, originals, open };
}

export function planned(pictures: readonly SourcePicture[]): PlannedPicture<SourcePicture>[] {
  return pictures.map((each) => ({ picture: each, earlier: null, crashed: false }));
}

/** `damaged` cannot be read; a batch with `heavy` in it fails, unless it is alone. */
export class FakeWorker implements CaptionWorker {
  readonly picturesPerBatch = 2;
  /** Of each batch, the bytes of its pictures. */
  readonly batches: string[][] = [];
  /** How many batches were captioned at the same time, at most. */
  overlap = 0;
  #running = 0;

  constructor(readonly batchesAtOnce = 1) {}

  async prepare(file: Uint8Array) {
    const text = Buffer.from(file).toString();
    if (text === 'damaged') throw corruptPicture();
    const embedded = /<(.*)>/.exec(text)?.[1];
    const texts: OriginalText[] = embedded ? [{ ...original(embedded), form: 'xmp' }] : [];
    const sha256 = createHash('sha256').update(file).digest('hex');
    return { width: 4, height: 3, sha256, perceptualHash: '', texts, pixelValues: [Float32Array.from(file)] };
  }

  async caption(pictures: readonly PictureInput[]): Promise<PictureTexts[]> {
    const names = pictures.map(({ pixelValues }) => String.fromCharCode(...pixelValues[0]!));
    this.batches.push(names);
    this.overlap = Math.max(this.overlap, ++this.#running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.#running -= 1;
    if (names.includes('heavy') && names.length > 1) throw new Error('bad_alloc');
    return pictures.map(({ originals, embedded, seed }) => ({
      originals: originals.map(matched),
      embedded: embedded.map(matched),
      candidates: [{ ...scores, text: `caption ${seed}`, seed }],
      vector: { matcher: 'fake', values: Int8Array.of(seed % 100, 1) },
    }));
  }

  async dispose(): Promise<void> {}
}

const match = { probability: 0.75, cosine: null };
const scores = { source: 'synthetic', model: 'fake', logProb: -1, minWordProbability: 0.5, match } as const;
const matched = (text: OriginalText): OriginalText => ({ ...text, match });

/** Records in memory. */
export class MemoryStore implements RecordStore {
  readonly records = new Map<string, RunRecord>();
  readonly vectors = new Map<string, JournaledVector>();

  /** @param capacity how many records there is room for. */
  constructor(private readonly capacity = Number.POSITIVE_INFINITY) {}

  async find(path: string): Promise<RunRecord | null> {
    return this.records.get(path) ?? null;
  }

  async findVector(path: string): Promise<JournaledVector | null> {
    return this.vectors.get(path) ?? null;
  }

  async save(record: RunRecord, vector: PictureVector | null): Promise<void> {
    if (this.records.size >= this.capacity) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    this.records.set(record.path, record);
    const { path, bytes, modified, sha256, perceptualHash = null } = record;
    if (vector && sha256 !== null)
      this.vectors.set(path, { path, bytes, modified, sha256, perceptualHash, vector });
  }
}
