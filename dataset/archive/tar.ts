/** Tar files: ustar, with the long names of pax and GNU. */

import { type ByteSource, FormatError } from '../io/source.ts';
import { decodeText } from '../io/text.ts';
import type { ArchiveProblem, RawEntry } from './archive.ts';
import { BLOCK_BYTES, checksumOf } from './tar-header.ts';

/** Many small files lie behind each other. */
const WINDOW_BYTES = 1 << 16;
/** Of the names in extended headers. */
const MAX_EXTENSION_BYTES = 1 << 20;
const MAX_ENTRIES = 2_000_000;
const FILE_TYPES = ['0', '\0', '7'];
const LINK_TYPES = ['1', '2', '3', '4', '6'];

/**
 * Whether a file is a tar.
 *
 * @param head its first 512 bytes, or more.
 */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK_BYTES && isHeader(head.subarray(0, BLOCK_BYTES));
}

interface Extended {
  path?: string;
  size?: number;
}

/** The entries up to the end, or up to the first damage, which is an entry of its own. */
export async function tarEntries(source: ByteSource): Promise<RawEntry[]> {
  const read = windowed(source);
  const entries: RawEntry[] = [];
  let extended: Extended = {};
  for await (const { type, name, start, size, damaged } of members(source, read, () => extended)) {
    if (damaged) entries.push(entryOf(source, name, 0, 0, 'damaged'));
    else if (type === 'x' || type === 'L') {
      extended = { ...extended, ...(await extensionIn(read, type, start, size)) };
      continue;
    } else if (FILE_TYPES.includes(type) && !name.endsWith('/')) {
      entries.push(entryOf(source, name, start, size, null));
    } else if (LINK_TYPES.includes(type)) entries.push(entryOf(source, name, start, 0, 'link'));
    if (type !== 'g' && type !== 'K') extended = {};
    if (entries.length >= MAX_ENTRIES) break;
  }
  return entries;
}

interface Member {
  type: string;
  name: string;
  /** Of its content. */
  start: number;
  size: number;
  /** The archive ends in it, or there is no header: the last one. */
  damaged: boolean;
}

/** @param extended what the headers before say of the next file. */
async function* members(
  source: ByteSource,
  read: Read,
  extended: () => Extended,
): AsyncGenerator<Member, void> {
  for (let at = 0; at < source.size; ) {
    const header = await read(at, Math.min(source.size, at + BLOCK_BYTES));
    if (header.every((byte) => byte === 0)) return;
    const isDamaged = header.length < BLOCK_BYTES || !isHeader(header);
    const size = extended().size ?? numberIn(header.subarray(124, 136));
    const start = at + BLOCK_BYTES;
    const name = isDamaged ? `byte ${at}` : (extended().path ?? nameIn(header));
    const damaged = isDamaged || !(start + size <= source.size);
    yield { type: String.fromCharCode(header[156] ?? 0), name, start, size, damaged };
    if (damaged) return;
    at = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

type Read = (start: number, end: number) => Promise<Uint8Array>;

function windowed(source: ByteSource): Read {
  let from = 0;
  let bytes = new Uint8Array();
  return async (start, end) => {
    if (start < from || end > from + bytes.length) {
      from = start;
      bytes = Uint8Array.from(
        await source.read(start, Math.min(source.size, Math.max(end, start + WINDOW_BYTES))),
      );
    }
    return bytes.subarray(start - from, end - from);
  };
}

function entryOf(
  source: ByteSource,
  name: string,
  start: number,
  size: number,
  problem: ArchiveProblem | null,
): RawEntry {
  const slice: ByteSource = {
    size,
    read: async (from, to) => {
      if (from < 0 || to > size) throw new RangeError(`bytes ${from} to ${to} are not in ${name}`);
      return source.read(start + from, start + to);
    },
  };
  return { name, size, problem, open: async () => slice };
}

function isHeader(header: Uint8Array): boolean {
  return numberIn(header.subarray(148, 156)) === checksumOf(header) && header[0] !== 0;
}

function nameIn(header: Uint8Array): string {
  const name = textIn(header.subarray(0, 100));
  const isPosix = textIn(header.subarray(257, 263)) === 'ustar';
  const prefix = isPosix ? textIn(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal digits, or, with the highest bit set, a big-endian number. NaN if it is neither. */
function numberIn(field: Uint8Array): number {
  if ((field[0] ?? 0) & 0x80) {
    return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
  }
  const digits = textIn(field).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN;
}

function textIn(field: Uint8Array): string {
  const end = field.indexOf(0);
  return decodeText(end < 0 ? field : field.subarray(0, end)).text;
}

/** @throws {FormatError} if it is longer than any name. */
async function extensionIn(read: Read, type: string, start: number, size: number): Promise<Extended> {
  if (size > MAX_EXTENSION_BYTES) throw new FormatError('an extended tar header is too long');
  const bytes = await read(start, start + size);
  return type === 'L' ? { path: textIn(bytes) } : paxFields(bytes);
}

/** Records of the form `length key=value\n`; the length counts bytes and includes itself. */
function paxFields(bytes: Uint8Array): Extended {
  const fields: Extended = {};
  for (let at = 0; at < bytes.length; ) {
    const digits = /^\d{1,10} /.exec(String.fromCharCode(...bytes.subarray(at, at + 11)))?.[0];
    const length = Number.parseInt(digits ?? '', 10);
    if (digits === undefined || !(length > digits.length) || at + length > bytes.length) break;
    const [key = '', value = ''] = splitOnce(
      decodeText(bytes.subarray(at + digits.length, at + length - 1)).text,
    );
    if (key === 'path') fields.path = value;
    if (key === 'size' && /^\d+$/.test(value)) fields.size = Number(value);
    at += length;
  }
  return fields;
}

function splitOnce(field: string): [string, string] {
  const equals = field.indexOf('=');
  return [field.slice(0, equals), field.slice(equals + 1)];
}
