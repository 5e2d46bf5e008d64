/** The first frame of a GIF, as Pillow composites it (`GifImagePlugin.py`, `src/libImaging/GifDecode.c`). */
import { corruptPicture, decoderFailed } from './picture-error.ts';
import { checkPictureSize, type PictureSize } from './picture-size.ts';
import { type PixelRows, paletteRows } from './pixel-rows.ts';

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  interlaced: boolean;
  palette: Uint8Array;
  /** Index of the transparent colour; null if there is none. */
  transparent: number | null;
  /** Offset of the compressed indices. */
  data: number;
}

/**
 * Decodes the bytes of a GIF. Around a frame that is smaller than the picture lies the transparent colour, or the
 * first one of the palette if none is transparent.
 * @throws {PictureError}
 */
export function parseGif(file: Uint8Array): PixelRows {
  try {
    const { screen, frame } = parseHeader(file);
    const { width, height } = screen;
    checkPictureSize(screen);
    if (frame.width < 1 || frame.height < 1) throw corruptPicture();
    const indices = new Uint8Array(width * height).fill(frame.transparent ?? 0);
    placeFrame(unpack(file, frame), frame, { indices, width });
    const row = (y: number) => indices.subarray(width * y, width * y + width);
    return paletteRows(width, height, rgbaPalette(frame), row);
  } catch (cause) {
    throw cause instanceof RangeError ? decoderFailed(cause) : cause;
  }
}

function parseHeader(file: Uint8Array): { screen: PictureSize; frame: Frame } {
  const EXTENSION = 0x21;
  const GRAPHIC_CONTROL = 0xf9;
  const IMAGE = 0x2c;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const shared = readPalette(file, 13, view.getUint8(10));
  let at = 13 + shared.length;
  let transparent: number | null = null;
  for (;;) {
    const kind = view.getUint8(at++);
    if (kind === EXTENSION) {
      const hasTransparency = view.getUint8(at) === GRAPHIC_CONTROL && (view.getUint8(at + 2) & 1) === 1;
      if (hasTransparency) transparent = view.getUint8(at + 5);
      at = skipBlocks(view, at + 1);
    } else if (kind === IMAGE) {
      break;
    } else if (kind === 0x3b) {
      throw corruptPicture(); // the end, without a frame
    }
  }
  const u16 = (offset: number) => view.getUint16(offset, true);
  const [left, top, width, height] = [u16(at), u16(at + 2), u16(at + 4), u16(at + 6)];
  const flags = view.getUint8(at + 8);
  const own = readPalette(file, at + 9, flags);
  const palette = own.length > 0 ? own : shared.length > 0 ? shared : greyRamp();
  const screen = { width: Math.max(u16(6), left + width), height: Math.max(u16(8), top + height) };
  const interlaced = (flags & 0x40) !== 0;
  const data = at + 9 + own.length;
  return { screen, frame: { left, top, width, height, interlaced, palette, transparent, data } };
}

/** Red, green and blue of each colour; empty if the flags say that there is none. */
function readPalette(file: Uint8Array, at: number, flags: number): Uint8Array {
  const bytes = (flags & 0x80) === 0 ? 0 : 3 * (2 << (flags & 7));
  if (at + bytes > file.length) throw corruptPicture();
  return file.subarray(at, at + bytes);
}

function greyRamp(): Uint8Array {
  return Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3));
}

function skipBlocks(view: DataView, start: number): number {
  let at = start;
  while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
  return at + 1;
}

/**
 * The frame's indices, in the order they are stored. A frame that its end mark cuts short ends there.
 * @throws {RangeError} if the bytes end before
 */
function unpack(file: Uint8Array, { width, height, data }: Frame): Uint8Array {
  const rootBits = file[data] ?? 0;
  if (rootBits < 1 || rootBits > 11) throw corruptPicture();
  const [clear, end] = [1 << rootBits, (1 << rootBits) + 1];
  const nextCode = codeReader(file, data + 1);
  const strings = new StringTable(rootBits);
  const out = new Uint8Array(width * height);
  let filled = 0;
  while (filled < out.length) {
    const code = nextCode(strings.bits);
    if (code === end) break;
    if (code === clear) strings.clear();
    else filled = strings.copy(code, out, filled);
  }
  return out.subarray(0, filled);
}

const MAX_BITS = 12;

/** LZW: each code stands for the string of an earlier code and one index more. */
class StringTable {
  bits = 0;
  #count = 0;
  #previous = -1;
  #first = 0;
  readonly #prefix = new Uint16Array(1 << MAX_BITS);
  readonly #suffix = Uint8Array.from({ length: 1 << MAX_BITS }, (_, code) => code);
  readonly #string = new Uint8Array((1 << MAX_BITS) + 1);

  constructor(private readonly rootBits: number) {
    this.clear();
  }

  clear(): void {
    this.bits = this.rootBits + 1;
    this.#count = (1 << this.rootBits) + 2;
    this.#previous = -1;
  }

  /** Writes the string of `code` into `out`, from `at`, and returns where it ends. @throws {PictureError} */
  copy(code: number, out: Uint8Array, at: number): number {
    let length = this.#spell(code);
    let end = at;
    while (length > 0 && end < out.length) out[end++] = this.#string[--length]!;
    if (this.#previous >= 0 && this.#count < 1 << MAX_BITS) this.#add();
    this.#previous = code;
    return end;
  }

  /** Puts the string of `code` into `#string`, backwards, and returns its length. */
  #spell(code: number): number {
    const isNew = code >= this.#count;
    if (isNew && (code > this.#count || this.#previous < 0)) throw corruptPicture();
    const lastRoot = (1 << this.rootBits) - 1;
    let length = 0;
    // A code that is only just being made ends with its own first index.
    if (isNew) this.#string[length++] = this.#first;
    let link = isNew ? this.#previous : code;
    for (; link > lastRoot; link = this.#prefix[link]!) this.#string[length++] = this.#suffix[link]!;
    this.#first = link;
    this.#string[length++] = link;
    return length;
  }

  #add(): void {
    this.#prefix[this.#count] = this.#previous;
    this.#suffix[this.#count++] = this.#first;
    if (this.#count === 1 << this.bits && this.bits < MAX_BITS) this.bits++;
  }
}

/** Reads codes of some bits, the lowest first, from blocks of up to 255 bytes. A block must be complete. */
function codeReader(file: Uint8Array, start: number): (bits: number) => number {
  let [at, left, buffer, buffered] = [start, 0, 0, 0];
  return (bits) => {
    while (buffered < bits) {
      if (left === 0) {
        left = file[at++] ?? 0;
        if (left === 0 || at + left > file.length) throw new RangeError('The frame is cut short.');
      }
      buffer |= file[at++]! << buffered;
      buffered += 8;
      left--;
    }
    const code = buffer & ((1 << bits) - 1);
    buffer >>>= bits;
    buffered -= bits;
    return code;
  };
}

/** Start and step of the rows of each pass. */
const ALL_ROWS = [[0, 1]] as const;
const INTERLACED = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

function placeFrame(
  stored: Uint8Array,
  { left, top, width, height, interlaced }: Frame,
  screen: { indices: Uint8Array; width: number },
): void {
  let from = 0;
  for (const [start, step] of interlaced ? INTERLACED : ALL_ROWS) {
    for (let y = start; y < height && from < stored.length; y += step) {
      const row = stored.subarray(from, from + width);
      screen.indices.set(row, screen.width * (top + y) + left);
      from += width;
    }
  }
}

/** All 256 indices: black where the palette has no colour, as in Pillow. */
function rgbaPalette({ palette, transparent }: Frame): Uint8Array {
  return Uint8Array.from({ length: 4 * 256 }, (_, i) => {
    const index = i >> 2;
    return i % 4 === 3 ? (index === transparent ? 0 : 255) : (palette[3 * index + (i % 4)] ?? 0);
  });
}
