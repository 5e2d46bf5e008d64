/** For tests: uncompressed zips written field by field, so that each field can be wrong. */

export interface ZipPart {
  name: string;
  data: Uint8Array;
  flags?: number;
  method?: number;
  /** Extra field of the local header, which torch uses as padding. */
  padding?: number;
  /** Local sizes are 0 and follow the data, as torch writes them. */
  sizesFollow?: boolean;
}

export interface ZipOptions {
  comment?: Uint8Array;
  /** Sizes and offsets are only in zip64 fields and records. */
  zip64?: boolean;
}

type Field = [width: 2 | 4 | 8, value: number];

const SIZES_FOLLOW = 0x0008;

export function makeZip(parts: readonly ZipPart[], options: ZipOptions = {}): Uint8Array {
  const chunks: Uint8Array[] = [];
  const starts = parts.map((part) => {
    const start = total(chunks);
    chunks.push(localHeader(part), part.data);
    if (part.sizesFollow)
      chunks.push(fields([4, 0x08074b50], [4, 0], [4, part.data.length], [4, part.data.length]));
    return start;
  });
  const directoryStart = total(chunks);
  const directory = join(parts.map((part, index) => listing(part, starts[index]!, options.zip64 ?? false)));
  const end = endRecords(parts.length, directoryStart, directory.length, options);
  return join([...chunks, directory, end]);
}

function localHeader({ name, data, flags = 0, method = 0, padding = 0, sizesFollow }: ZipPart): Uint8Array {
  const text = encode(name);
  const size = sizesFollow ? 0 : data.length;
  const allFlags = flags | (sizesFollow ? SIZES_FOLLOW : 0);
  return join([
    fields([4, 0x04034b50], [2, 20], [2, allFlags], [2, method], [4, 0], [4, 0]),
    fields([4, size], [4, size], [2, text.length], [2, padding]),
    text,
    new Uint8Array(padding),
  ]);
}

function listing(part: ZipPart, start: number, zip64: boolean): Uint8Array {
  const { data, flags = 0, method = 0, sizesFollow } = part;
  const text = encode(part.name);
  const wide = fields([2, 1], [2, 24], [8, data.length], [8, data.length], [8, start]);
  const extra = zip64 ? wide : new Uint8Array();
  const short = (value: number) => (zip64 ? 0xffffffff : value);
  const allFlags = flags | (sizesFollow ? SIZES_FOLLOW : 0);
  return join([
    fields([4, 0x02014b50], [2, 20], [2, 20], [2, allFlags], [2, method], [4, 0], [4, 0]),
    fields([4, short(data.length)], [4, short(data.length)], [2, text.length], [2, extra.length], [2, 0]),
    fields([2, 0], [2, 0], [4, 0], [4, short(start)]),
    text,
    extra,
  ]);
}

function endRecords(count: number, start: number, bytes: number, options: ZipOptions): Uint8Array {
  const { comment = new Uint8Array(), zip64 = false } = options;
  const short = (width: 2 | 4, value: number): Field => [width, zip64 ? 2 ** (8 * width) - 1 : value];
  const wide = join([
    fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]),
    fields([8, count], [8, count], [8, bytes], [8, start]),
    fields([4, 0x07064b50], [4, 0], [8, start + bytes], [4, 1]),
  ]);
  return join([
    zip64 ? wide : new Uint8Array(),
    fields(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      short(2, count),
      short(2, count),
      short(4, bytes),
      short(4, start),
    ),
    fields([2, comment.length]),
    comment,
  ]);
}

/** Consecutive little-endian numbers. */
export function fields(...values: Field[]): Uint8Array {
  const out = new Uint8Array(values.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [width, value] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  return out;
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(total(chunks));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function total(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
