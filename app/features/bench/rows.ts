/** The rows of a report's tables: what each shows of a subject. */
import type { BenchMeasured } from '../../../core/protocol';
import { type BenchReport, counted, type SubjectReport } from './report';

/** What a row shows of a subject. */
export interface Row<Value> {
  name: string;
  of(subject: SubjectReport): Value;
}

/** Milliseconds of every repetition; none where it was not measured. */
export type TimeRow = Row<readonly number[]>;

type Times = NonNullable<BenchMeasured['times']>;

const partRow = (name: string, of: (times: Times) => readonly number[]): TimeRow => ({
  name,
  of: ({ measured }) => (measured?.times ? of(measured.times) : []),
});

const single = (value: number | null | undefined) => (value === null || value === undefined ? [] : [value]);

export function timeRows({ amounts }: BenchReport): TimeRow[] {
  const { captions, batches, words } = amounts;
  return [
    { name: 'From a picture to its first word', of: ({ waits }) => waits?.firstWord ?? [] },
    { name: 'From a picture to three captions', of: ({ waits }) => waits?.threeCaptions ?? [] },
    { name: 'Load, first time', of: ({ measured }) => single(measured?.loadMs) },
    { name: 'Of that, the warm-up', of: ({ measured }) => single(measured?.warmUpMs) },
    { name: 'Load, again', of: ({ loadAgainMs }) => single(loadAgainMs) },
    partRow('Encode a picture', ({ encode }) => encode),
    partRow('Its cross-attention keys and values', ({ keysValues }) => keysValues),
    ...captions.map((count) =>
      partRow(
        `Decode step, ${counted(count, 'caption')}`,
        ({ steps }) => steps.find((each) => each.captions === count)?.ms ?? [],
      ),
    ),
    partRow(
      `Three captions of ${counted(words, 'token')}, from the file`,
      ({ threeCaptions }) => threeCaptions,
    ),
    ...batches.map((count) =>
      partRow(
        `The same of a picture, ${counted(count, 'picture')} in a batch, without file and maps`,
        (times) => perPicture(times, count),
      ),
    ),
    partRow('Maps of a caption, every layer', ({ maps }) => maps),
    partRow('Grad-CAM of a caption, every layer', ({ gradCam }) => gradCam.caption),
    partRow('Grad-CAM under the matcher, every layer', ({ gradCam }) => gradCam.itm),
    partRow('A picture of a folder', ({ folder }) => (folder.pictures ? [folder.ms / folder.pictures] : [])),
  ];
}

function perPicture({ batches }: Times, count: number): number[] {
  const ms = batches.find(({ pictures }) => pictures === count)?.ms ?? [];
  return ms.map((each) => each / count);
}

const megabytes = (bytes: number | null | undefined) => (bytes ? `${(bytes / 1e6).toFixed(1)} MB` : '');

export const MEMORY_ROWS: readonly Row<string>[] = [
  { name: 'Model', of: ({ measured }) => megabytes(measured?.model.bytes) },
  { name: 'JS heap, at most', of: ({ jsHeapBytes }) => megabytes(jsHeapBytes) },
  { name: "Runtime's memory (WebAssembly)", of: ({ measured }) => megabytes(measured?.wasmBytes) },
  { name: 'Pictures of a folder, a second', of: throughput },
  { name: 'In 32 bits because', of: ({ measured }) => measured?.fp32FallbackReason ?? '' },
];

function throughput({ measured }: SubjectReport): string {
  const folder = measured?.times?.folder;
  if (!folder?.pictures) return '';
  return `${((1000 * folder.pictures) / folder.ms).toFixed(2)} (${counted(folder.pictures, 'picture')})`;
}
