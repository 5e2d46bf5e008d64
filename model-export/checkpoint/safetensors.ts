import type { ByteSource } from '../io/byte-source.ts';
import { damagedFile, excerpt, formatValue, unsupportedFile } from './errors.ts';
import { impostor } from './impostor.ts';

/**
 * The limit of the reference implementation (safetensors, `MAX_HEADER_SIZE`): a longer header is a damaged length.
 */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

export type SourceDtype = 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL' | 'F64';
export const BYTES_PER_ELEMENT: Record<SourceDtype, number> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
  F64: 8,
};

/** A tensor in a file. Nothing is read until `read` is called. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: SourceDtype;
  readonly shape: readonly number[];
  /** Identifies the location of its bytes: two tensors of one dtype and one place are the same. */
  readonly place: string;
  read(): Promise<Uint8Array>;
  /** Bytes [start, end) of the result of `read`. */
  readRange(start: number, end: number): Promise<Uint8Array>;
}

/**
 * Reads the header of a safetensors file (one read of its length, one of the header) and checks every entry against
 * the file's size before any tensor is read.
 * @throws {CheckpointError} ('damaged-file')
 */
export async function readSafetensors(source: ByteSource, file: string): Promise<StoredTensor[]> {
  const headerLength = await readHeaderLength(source, file);
  const dataStart = LENGTH_BYTES + headerLength;
  const header = parseHeader(await source.read(LENGTH_BYTES, dataStart), file);
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => checkEntry(name, entry, source.size - dataStart, file));
  rejectOverlaps(tensors, file);
  return tensors.map(({ name, dtype, shape, begin, end }) => ({
    name,
    dtype,
    shape,
    place: `${file} ${begin}-${end}`,
    read: () => source.read(dataStart + begin, dataStart + end),
    readRange: (from, to) => source.read(dataStart + begin + from, dataStart + begin + to),
  }));
}

async function readHeaderLength(source: ByteSource, file: string): Promise<number> {
  if (source.size < LENGTH_BYTES) throw damagedFile(file, `it has only ${source.size} bytes`);
  const bytes = await source.read(0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES) || length > BigInt(source.size - LENGTH_BYTES)) {
    const other = impostor(await source.read(0, Math.min(source.size, 256)), file);
    if (other) throw other;
    throw damagedFile(file, `its header claims ${length} bytes, the file has ${source.size}`);
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array, file: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // The error below covers everything that is not a JSON object.
  }
  throw damagedFile(file, 'its header is not a JSON object');
}

interface Entry {
  name: string;
  dtype: SourceDtype;
  shape: number[];
  begin: number;
  end: number;
}

function checkEntry(name: string, entry: unknown, dataBytes: number, file: string): Entry {
  if (!isRecord(entry)) throw damagedFile(file, `the entry of "${excerpt(name)}" is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype === 'string' && /^[FUIC]\d+(_\w+)?$/.test(dtype) && !isSourceDtype(dtype)) {
    throw unsupportedFile(
      file,
      `"${excerpt(name)}" holds ${excerpt(dtype)}`,
      'Save the model again in float32, float16 or bfloat16.',
    );
  }
  if (!isSourceDtype(dtype))
    throw damagedFile(file, `"${excerpt(name)}" has the unknown type ${formatValue(dtype)}`);
  if (!isSizes(shape)) throw damagedFile(file, `"${excerpt(name)}" has the shape ${formatValue(shape)}`);
  if (!isRange(offsets))
    throw damagedFile(file, `"${excerpt(name)}" has the offsets ${formatValue(offsets)}`);
  const [begin, end] = offsets;
  const expected = shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
  if (end > dataBytes || end - begin !== expected) {
    throw damagedFile(
      file,
      `"${excerpt(name)}" claims bytes ${begin}–${end} of ${dataBytes}, its shape needs ${expected}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function rejectOverlaps(entries: Entry[], file: string): void {
  const byStart = entries.filter(({ begin, end }) => end > begin).sort((a, b) => a.begin - b.begin);
  byStart.forEach((entry, index) => {
    const previous = byStart[index - 1];
    if (previous && entry.begin < previous.end) {
      throw damagedFile(file, `"${excerpt(previous.name)}" and "${excerpt(entry.name)}" share bytes`);
    }
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSourceDtype(value: unknown): value is SourceDtype {
  return typeof value === 'string' && Object.hasOwn(BYTES_PER_ELEMENT, value);
}

function isRange(value: unknown): value is [begin: number, end: number] {
  return isSizes(value) && value.length === 2;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Bytes compared at a time, so that large tensors are not in memory twice. */
const RANGE_BYTES = 1024 * 1024;

/**
 * Whether two tensors of one dtype hold the same bytes. Reads both range by range up to the first difference; tensors
 * with the same place, as PyTorch stores tied ones, are not read.
 */
export async function sameBytes(a: StoredTensor, b: StoredTensor): Promise<boolean> {
  const bytes = bytesOf(a);
  if (a.dtype !== b.dtype || bytes !== bytesOf(b)) return false;
  if (a.place === b.place) return true;
  for (let start = 0; start < bytes; start += RANGE_BYTES) {
    const end = Math.min(bytes, start + RANGE_BYTES);
    const [left, right] = [await a.readRange(start, end), await b.readRange(start, end)];
    if (!left.every((byte, index) => byte === right[index])) return false;
  }
  return true;
}

function bytesOf({ dtype, shape }: StoredTensor): number {
  return shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
}
