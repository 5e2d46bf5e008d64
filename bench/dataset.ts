/**
 * `node --expose-gc --import tsx bench/dataset.ts [PICTURES]`: time and memory of the rule and of every export of a collection, whose records
 * and pictures are made while they are read. 30,000 pictures of 20 kB and six texts each by default.
 */
import { randomBytes } from 'node:crypto';
import type { PictureRecord } from '../core/collection.ts';
import { DEFAULT_FORMAT_OPTIONS, EXPORT_FORMATS, type ExportFormat } from '../core/protocol/index.ts';
import { type ByteSource, exportFiles } from '../dataset/formats/index.ts';
import { chooseTexts, countsAt, histogramOf, indexScores, stateOf } from '../dataset/index.ts';
import { original, record, synthetic } from '../dataset/testing/records.ts';

const PICTURES = Number(process.argv[2] ?? 30_000);
const PICTURE_BYTES = 20_000;
const CANDIDATES = 5;
const FILTER = { threshold: 0.5, keep: 'all' } as const;
/**
 * Embedding needs real pictures, and Shopify the export of a shop. Parquet comes last: its buffers are freed some time
 * after they are garbage.
 */
const FORMATS = [
  ...EXPORT_FORMATS.filter((format) => !['embed', 'shopify', 'parquet'].includes(format)),
  'parquet' as const,
];
/** Chunks between two looks at the memory: formats with many small chunks are looked at less often. */
const SAMPLED: Partial<Record<ExportFormat, number>> = {
  txt: 2000,
  caption: 2000,
  xmp: 2000,
  webdataset: 5000,
};

function* records(): Generator<PictureRecord> {
  for (let index = 0; index < PICTURES; index++) {
    // Spread over 0 to 1, the same in each pass.
    const probability = (at: number) => ((index * 7919 + at * 104_729) % 1000) / 1000;
    const texts = Array.from({ length: CANDIDATES }, (_, at) =>
      synthetic(
        `picture ${index} as candidate ${at} describes it, in a sentence of some length`,
        probability(at),
      ),
    );
    const path = `folder ${index % 100}/picture ${index}.jpg`;
    yield record({
      path,
      bytes: PICTURE_BYTES,
      texts: [original(`an old text ${index}`, probability(9)), ...texts],
    });
  }
}

/** Bytes that do not compress, and that no other picture has. */
function picture(): ByteSource {
  const bytes = randomBytes(PICTURE_BYTES);
  return { size: PICTURE_BYTES, read: async (start, end) => bytes.subarray(start, end) };
}

/** Bytes of the heap and of buffers outside it, without garbage where the command exposes its collection. */
function memory(): number {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function measured(format: ExportFormat, every: number) {
  let files = 0;
  let bytes = 0;
  let peak = 0;
  let chunksRead = 0;
  const start = performance.now();
  const options = { ...DEFAULT_FORMAT_OPTIONS, table: null, pictures: format === 'parquet' };
  const job = {
    records,
    settings: { formats: [format], filter: FILTER, template: '{caption}', language: 'en', options },
    openPicture: async () => picture(),
    openExisting: async () => null,
    skip: () => {},
  };
  for await (const { chunks } of exportFiles(job)) {
    files += 1;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (chunksRead++ % every === 0) peak = Math.max(peak, memory());
    }
  }
  const seconds = (performance.now() - start) / 1000;
  return {
    seconds: seconds.toFixed(1),
    files,
    MB: (bytes / 1e6).toFixed(1),
    'memory, MB': (peak / 1e6).toFixed(0),
  };
}

function median(run: () => unknown): string {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return (times.sort((a, b) => a - b)[4] ?? 0).toFixed(3);
}

const all = [...records()];
const index = indexScores(all);
console.log(`${PICTURES} pictures; median of 9, ms`);
console.table({
  'indexScores, once': median(() => indexScores(all)),
  'countsAt, a move of the slider': median(() => countsAt(index, Math.random())),
  'histogramOf, 50 bins': median(() => histogramOf(index, 50)),
  'stateOf, all': median(() => all.map((each) => stateOf(each, FILTER))),
  'chooseTexts, all': median(() => all.map((each) => chooseTexts(each, FILTER))),
});
all.length = 0;
const exports: Record<string, object> = {};
for (const format of FORMATS) exports[format] = await measured(format, SAMPLED[format] ?? 10);
console.table(exports);
