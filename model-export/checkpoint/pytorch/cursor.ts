import { damagedFile } from '../errors.ts';

/**
 * Reads bytes in memory from front to back.
 * @throws {CheckpointError} ('damaged-file') from every read beyond their end
 */
export class Cursor {
  private readonly view: DataView;
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at === this.bytes.byteLength;
  }

  uint8(): number {
    return this.view.getUint8(this.step(1));
  }

  uint16(): number {
    return this.view.getUint16(this.step(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.step(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.step(4), true);
  }

  /** Numbers beyond 2^53 are rounded, which is sufficient to compare lengths with file sizes. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.step(8), true));
  }

  float64BigEndian(): number {
    return this.view.getFloat64(this.step(8), false);
  }

  take(length: number): Uint8Array {
    const start = this.step(length);
    return this.bytes.subarray(start, start + length);
  }

  text(length: number): string {
    const text = decodeUtf8(this.take(length));
    if (text === null) throw damagedFile(this.file, 'a text in its pickle is not UTF-8');
    return text;
  }

  /** The text up to the next line feed, which is skipped. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.ended();
    const text = this.text(end - this.at);
    this.at += 1;
    return text;
  }

  /** Advances by `length` bytes and returns the previous position. */
  private step(length: number): number {
    if (length > this.bytes.byteLength - this.at) throw this.ended();
    const start = this.at;
    this.at += length;
    return start;
  }

  private ended() {
    return damagedFile(this.file, 'its pickle ends in the middle of an operation');
  }
}

/** Created once: a decoder costs more than most of the texts it decodes. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Null for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}
