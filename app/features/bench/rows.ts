/** What is told of each subject, a row each. */
import type { BenchTimes } from '../../../core/protocol';
import { type BenchReport, counted, type SubjectReport } from './report';

export interface TimeRow {
  name: string;
  /** Milliseconds, of every repetition. */
  of(subject: SubjectReport): readonly number[];
}

function timesRow(name: string, of: (times: BenchTimes) => readonly number[]): TimeRow {
  return { name, of: ({ measured }) => (measured?.times ? of(measured.times) : []) };
}

/** One number, or none. */
const only = (value: number | null | undefined): number[] =>
  value === null || value === undefined ? [] : [value];

export function timeRows({ amounts }: BenchReport): TimeRow[] {
  const { captions, words } = amounts;
  return [
    { name: 'Load, first time', of: ({ measured }) => only(measured?.loadMs) },
    { name: 'Of that, the warm-up', of: ({ measured }) => only(measured?.warmUpMs) },
    { name: 'Load, again', of: ({ loadAgainMs }) => only(loadAgainMs) },
    timesRow('Encode a picture', ({ encode }) => encode),
    timesRow('Its cross-attention keys and values', ({ keysValues }) => keysValues),
    ...captions.map((count) =>
      timesRow(`Decode step, ${counted(count, 'caption')}`, (times) => stepsOf(times, count)),
    ),
    timesRow(
      `Three captions of ${counted(words, 'token')}, from the file`,
      ({ threeCaptions }) => threeCaptions,
    ),
    timesRow('Maps of a caption, every layer', ({ maps }) => maps),
    timesRow('Grad-CAM of a caption, every layer', ({ gradCam }) => gradCam),
    timesRow('A picture of a folder', ({ folder }) => (folder.pictures ? [folder.ms / folder.pictures] : [])),
  ];
}

export function stepsOf({ steps }: BenchTimes, captions: number): readonly number[] {
  return steps.find((each) => each.captions === captions)?.ms ?? [];
}

export interface PlainRow {
  name: string;
  /** As it is to be read; empty where it is not known. */
  of(subject: SubjectReport): string;
}

/** Empty of nothing. */
export const megabytes = (bytes: number | null | undefined) =>
  bytes ? `${(bytes / 1e6).toFixed(1)} MB` : '';

export const MEMORY_ROWS: readonly PlainRow[] = [
  { name: 'Model', of: ({ measured }) => megabytes(measured?.model.bytes) },
  { name: 'JS heap, at most', of: ({ jsHeapBytes }) => megabytes(jsHeapBytes) },
  { name: 'Page and workers, model loaded', of: pageCell },
  { name: "Runtime's memory (WebAssembly)", of: ({ measured }) => megabytes(measured?.wasmBytes) },
  { name: 'GPU buffers, at most', of: ({ measured }) => megabytes(measured?.gpuBytes) },
  {
    name: 'Pictures of a folder, a second',
    of: ({ measured }) => {
      const folder = measured?.times?.folder;
      if (!folder?.pictures) return '';
      return `${((1000 * folder.pictures) / folder.ms).toFixed(2)} (${counted(folder.pictures, 'picture')})`;
    },
  },
];

/** JS heap, buffers and WebAssembly memory; why they are not known. */
function pageCell({ pageMemory }: SubjectReport): string {
  if (!pageMemory) return '';
  return pageMemory.reason === null ? megabytes(pageMemory.bytes) : `— (${pageMemory.reason})`;
}

/** What the engine chose by itself on this device. */
export const WAY_ROWS: readonly PlainRow[] = [
  { name: 'A step reads back', of: readBack },
  { name: 'In 32 bits because', of: ({ measured }) => measured?.inFloatReason ?? '' },
];

/** Elsewhere than on a GPU nothing is read back. */
function readBack({ kind, backend, measured }: SubjectReport): string {
  if (kind !== 'engine' || backend !== 'webgpu' || !measured) return '';
  return measured.readsCandidates ? 'candidates' : 'all logits';
}
