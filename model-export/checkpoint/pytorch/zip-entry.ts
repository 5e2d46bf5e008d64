import type { ByteSource } from '../../io/byte-source.ts';
import { damagedFile, excerpt } from '../errors.ts';
import { type DirectoryEntry, LOCAL_HEADER_BYTES } from './zip-directory.ts';

const LOCAL_SIGNATURE = 0x04034b50;
const SIZES_FOLLOW_FLAG = 0x0008;
const IN_ZIP64 = 0xffffffff;
/** torch pads local headers so that data start at a multiple of 64; a zip64 field adds 20 bytes. */
const USUAL_EXTRA_BYTES = 128;

/** An uncompressed file in a zip. Reads are relative to its first byte. */
export class ZipEntry implements ByteSource {
  readonly name: string;
  readonly size: number;
  /** Known after the local header is read, which determines its padding. */
  private dataStart: number | null = null;

  constructor(
    private readonly source: ByteSource,
    private readonly place: DirectoryEntry,
    private readonly file: string,
  ) {
    this.name = place.name;
    this.size = place.size;
  }

  /**
   * Bytes [start, end).
   * @throws {CheckpointError} ('damaged-file') if the local header and the directory disagree
   */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start < 0 || end > this.size || start > end) {
      throw new RangeError(
        `bytes ${start}–${end} lie outside ${excerpt(this.name)}, which has ${this.size} bytes`,
      );
    }
    if (this.dataStart === null) return this.readWithHeader(start, end);
    return this.source.read(this.dataStart + start, this.dataStart + end);
  }

  /** Reads header and data in one request if the data are at the front: requests over a network are expensive. */
  private async readWithHeader(start: number, end: number): Promise<Uint8Array> {
    const { headerStart, nameBytes, limit } = this.place;
    const nameEnd = headerStart + LOCAL_HEADER_BYTES + nameBytes.byteLength;
    const readEnd = start === 0 ? Math.min(limit, nameEnd + USUAL_EXTRA_BYTES + end) : nameEnd;
    const bytes = await this.source.read(headerStart, readEnd);
    const dataStart = headerStart + this.checkHeader(bytes);
    this.dataStart = dataStart;
    if (dataStart + end > readEnd) return this.source.read(dataStart + start, dataStart + end);
    return bytes.subarray(dataStart + start - headerStart, dataStart + end - headerStart);
  }

  /** Compares the local header with the directory and returns its total length. */
  private checkHeader(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { nameBytes, headerStart, limit, size } = this.place;
    const sizesFollow = (view.getUint16(6, true) & SIZES_FOLLOW_FLAG) !== 0;
    const sizeAgrees = (offset: number) => {
      const value = view.getUint32(offset, true);
      return value === size || value === IN_ZIP64 || (sizesFollow && value === 0);
    };
    const agrees =
      view.getUint32(0, true) === LOCAL_SIGNATURE &&
      view.getUint16(8, true) === 0 &&
      sizeAgrees(18) &&
      sizeAgrees(22) &&
      view.getUint16(26, true) === nameBytes.byteLength &&
      nameBytes.every((byte, index) => byte === bytes[LOCAL_HEADER_BYTES + index]);
    const length = LOCAL_HEADER_BYTES + nameBytes.byteLength + view.getUint16(28, true);
    if (!agrees || headerStart + length + size > limit) {
      throw damagedFile(
        this.file,
        `the header of its entry ${excerpt(this.name)} contradicts the zip's directory`,
      );
    }
    return length;
  }
}
