/** The size of pictures in AV1, as the coded data states it (https://aomediacodec.github.io/av1-spec/, 5.3 to 5.5). */
import type { PictureSize } from './picture-size.ts';

const SEQUENCE_HEADER = 1;

/** The largest size of the sequence headers in a series of units (OBU); null if there is none. */
export function av1Size(data: Uint8Array): PictureSize | null {
  let largest: PictureSize | null = null;
  for (const unit of sequenceHeaders(data)) {
    const size = sizeOf(new Bits(unit));
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

function* sequenceHeaders(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length; ) {
    const header = data[at]!;
    const hasExtension = (header & 4) !== 0;
    const hasSize = (header & 2) !== 0;
    const start = at + 1 + Number(hasExtension);
    const { value, next } = hasSize ? leb128(data, start) : { value: data.length - start, next: start };
    if (((header >> 3) & 15) === SEQUENCE_HEADER) yield data.subarray(next, next + value);
    at = next + value;
  }
}

/** A number in groups of 7 bits, the lowest first. */
function leb128(data: Uint8Array, start: number): { value: number; next: number } {
  const MAX_BYTES = 8;
  let value = 0;
  for (let i = 0; i < MAX_BYTES; i++) {
    const byte = data[start + i] ?? 0;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, next: start + i + 1 };
  }
  return { value, next: start + MAX_BYTES };
}

/** Reads bits, the highest first; zeros after the end. */
class Bits {
  #at = 0;
  constructor(private readonly data: Uint8Array) {}

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      const byte = this.data[this.#at >> 3] ?? 0;
      value = 2 * value + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.read(1) === 1;
  }

  skipUvlc(): void {
    const LONGEST = 32;
    let zeros = 0;
    while (zeros < LONGEST && !this.flag()) zeros++;
    if (zeros < LONGEST) this.read(zeros);
  }
}

function sizeOf(bits: Bits): PictureSize {
  bits.read(4); // profile, still picture
  const isReduced = bits.flag();
  if (isReduced) bits.read(5);
  else skipOperatingPoints(bits);
  const [widthBits, heightBits] = [bits.read(4) + 1, bits.read(4) + 1];
  return { width: bits.read(widthBits) + 1, height: bits.read(heightBits) + 1 };
}

function skipOperatingPoints(bits: Bits): void {
  const delayBits = bits.flag() ? skipTiming(bits) : null;
  const hasDisplayDelay = bits.flag();
  const points = bits.read(5) + 1;
  for (let i = 0; i < points; i++) {
    bits.read(12);
    const [FIRST_WITH_TIER, level] = [8, bits.read(5)];
    if (level >= FIRST_WITH_TIER) bits.read(1);
    if (delayBits !== null && bits.flag()) bits.read(2 * delayBits + 1);
    if (hasDisplayDelay && bits.flag()) bits.read(4);
  }
}

/** Bits of a delay in the decoder's model; null without one. */
function skipTiming(bits: Bits): number | null {
  bits.read(64);
  if (bits.flag()) bits.skipUvlc();
  if (!bits.flag()) return null;
  const delayBits = bits.read(5) + 1;
  bits.read(42);
  return delayBits;
}
