import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../io/byte-source.ts';
import { watched } from '../../testing/fuzz.ts';
import { encode, fields, join, makeZip, type ZipPart } from '../../testing/zip.ts';
import { listZip, openEntries } from './zip.ts';

const DATA = Uint8Array.from([1, 2, 3, 4, 5]);
const PARTS: ZipPart[] = [
  { name: 'm/data.pkl', data: DATA },
  { name: 'm/../../etc/passwd', data: encode('only a name') },
  { name: 'm/empty/', data: new Uint8Array() },
];

async function open(bytes: Uint8Array, source: ByteSource = watched(bytes)) {
  return openEntries(source, await listZip(source, 'm.pt'), 'm.pt');
}

async function contents(bytes: Uint8Array): Promise<Record<string, string>> {
  const entries = [...(await open(bytes)).values()];
  const texts = entries.map(async (entry) => [
    entry.name,
    Buffer.from(await entry.read(0, entry.size)).toString('latin1'),
  ]);
  return Object.fromEntries(await Promise.all(texts));
}

const EXPECTED = {
  'm/data.pkl': '\x01\x02\x03\x04\x05',
  'm/../../etc/passwd': 'only a name',
  'm/empty/': '',
};

const padded = PARTS.map((part) => ({ ...part, sizesFollow: true, padding: 61 }));
const farPadded = PARTS.map((part) => ({ ...part, padding: 4000 }));

describe('reads entries unchanged', () => {
  test.each([
    ['plain', makeZip(PARTS)],
    ['as torch writes it: padding in front, sizes behind', makeZip(padded)],
    ['with long padding', makeZip(farPadded)],
    ['zip64', makeZip(PARTS, { zip64: true })],
    ['with a comment', makeZip(PARTS, { comment: encode('a comment') })],
    ['with a long comment', makeZip(PARTS, { comment: new Uint8Array(0xffff) })],
    [
      'with an end signature in the comment',
      makeZip(PARTS, { comment: fields([4, 0x06054b50], [8, 0], [8, 0], [8, 0]) }),
    ],
  ])('%s', async (_, bytes) => {
    expect(await contents(bytes)).toEqual(EXPECTED);
  });

  test('no entries at all', async () => {
    expect(await contents(makeZip([]))).toEqual({});
  });
});

test('lists with one read, reads an entry with one more, and a part of it with one or two', async () => {
  const source = watched(makeZip(padded));
  const entry = (await open(new Uint8Array(), source)).get('m/../../etc/passwd')!;
  expect(source.reads).toHaveLength(1);
  expect(Buffer.from(await entry.read(0, 4)).toString()).toBe('only');
  expect(source.reads).toHaveLength(2);
  expect(Buffer.from(await entry.read(5, 6)).toString()).toBe('a');
  expect(source.reads).toHaveLength(3);
  const other = (await open(new Uint8Array(), source)).get('m/data.pkl')!;
  source.reads.length = 0;
  expect([...(await other.read(2, 4))]).toEqual([3, 4]);
  expect(source.reads).toHaveLength(2);
});

test('throws for a read outside an entry', async () => {
  const entry = (await open(makeZip(PARTS))).get('m/data.pkl')!;
  await expect(entry.read(0, 6)).rejects.toThrow('bytes 0–6 lie outside m/data.pkl, which has 5 bytes');
});

test('finds entries beyond 4 GiB by their zip64 fields', async () => {
  const far = 5 * 2 ** 30;
  const tail = makeZip(PARTS, { zip64: true });
  const shifted = shiftOffsets(tail, far);
  const source: ByteSource = {
    size: far + shifted.length,
    read: async (start, end) => {
      const out = new Uint8Array(end - start);
      out.set(shifted.subarray(Math.max(0, start - far), end - far), Math.max(0, far - start));
      return out;
    },
  };
  const entry = (await open(new Uint8Array(), source)).get('m/data.pkl')!;
  expect([...(await entry.read(0, 5))]).toEqual([...DATA]);
});

/** The records of a zip64 with several entries after `by` unrelated bytes. */
function shiftOffsets(bytes: Uint8Array, by: number): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  const add = (at: number) => view.setBigUint64(at, view.getBigUint64(at, true) + BigInt(by), true);
  const at = (signature: number, from: number) => Buffer.from(out).indexOf(fields([4, signature]), from);
  for (let entry = at(0x02014b50, 0); entry >= 0; entry = at(0x02014b50, entry + 1)) {
    add(entry + 46 + view.getUint16(entry + 28, true) + 4 + 16);
  }
  add(at(0x06064b50, 0) + 48);
  add(at(0x07064b50, 0) + 8);
  return out;
}

const directoryAt = (bytes: Uint8Array) => Buffer.from(bytes).indexOf(fields([4, 0x02014b50]));
const endAt = (bytes: Uint8Array) => Buffer.from(bytes).lastIndexOf(fields([4, 0x06054b50]));

/** The zip with some numbers overwritten, at offsets from the first directory entry or from the end record. */
function patched(
  from: 'start' | 'directory' | 'end',
  at: number,
  width: 2 | 4 | 8,
  value: number,
  zip64 = false,
) {
  const bytes = makeZip(PARTS, { zip64 });
  const base = { start: 0, directory: directoryAt(bytes), end: endAt(bytes) }[from];
  bytes.set(fields([width, value]), base + at);
  return bytes;
}

const plain = makeZip(PARTS);
const [first] = PARTS;

describe('refused', () => {
  test.each([
    ['nothing', new Uint8Array(), /directory that ends a zip is missing/],
    ['a zip that was cut off', plain.slice(0, -30), /directory that ends a zip is missing/],
    ['bytes behind its end', join([plain, encode('more')]), /directory that ends a zip is missing/],
    [
      'bytes in front of its beginning',
      join([encode('more'), plain]),
      /directory claims bytes \d+–\d+, it must end at/,
    ],
    ['a divided zip', patched('end', 4, 2, 1), /one part of a divided zip/],
    ['two counts', patched('end', 8, 2, 2), /one part of a divided zip/],
    ['fewer entries than counted', patched('end', 8, 4, 0x00040004), /fewer entries than it claims/],
    ['more entries than counted', patched('end', 8, 4, 0x00020002), /more than its entries/],
    ['a directory that begins too early', patched('end', 16, 4, 0), /directory claims bytes 0–/],
    ['a directory beyond the file', patched('end', 16, 4, 0xfffffff0), /directory claims bytes 4294967280–/],
    ['a directory longer than the file', patched('end', 12, 4, 0xfffffff0), /directory claims bytes/],
    ['a missing zip64 record', patched('end', 16, 4, 0xffffffff), /zip64 record is missing/],
    ['a zip64 locator that points elsewhere', patched('end', -12, 8, 7, true), /zip64 record is not where/],
    ['a zip64 record of another length', patched('end', -72, 8, 45, true), /zip64 record is not where/],
    ['a zip64 count of 2^53', patched('end', -44, 8, 2 ** 53, true), /two end records disagree/],
    ['end records that disagree', patched('end', 12, 4, 5, true), /two end records disagree/],
    ['an entry with the wrong signature', patched('directory', 0, 4, 0), /fewer entries than it claims/],
    [
      'a name longer than the directory',
      patched('directory', 28, 2, 0xffff),
      /an entry of its directory is cut off/,
    ],
    ['a name that is not UTF-8', patched('directory', 46, 2, 0xffff), /name of an entry is not UTF-8/],
    ['two sizes', patched('directory', 20, 4, 4), /stored entry m\/data.pkl has two sizes, 4 and 5/],
    ['a zip64 size without its field', patched('directory', 20, 4, 0xffffffff), /lacks the zip64 field/],
    ['an offset beyond the directory', patched('directory', 42, 4, 5000), /it must end by byte/],
    ['two entries of one name', makeZip([first!, first!]), /two entries called m\/data.pkl/],
    ['an encrypted entry', makeZip([{ ...first!, flags: 1 }]), /its entry m\/data.pkl is encrypted/],
    ['a compressed entry', makeZip([{ ...first!, method: 8 }]), /m\/data.pkl is compressed \(method 8\)/],
  ])('%s', async (_, bytes, message) => {
    await expect(open(bytes)).rejects.toMatchObject({
      name: 'CheckpointError',
      message: expect.stringMatching(message),
    });
  });

  test('entries that share bytes', async () => {
    const bytes = makeZip(PARTS);
    const second = directoryAt(bytes) + 46 + first!.name.length;
    bytes.set(fields([4, 3]), second + 42);
    await expect(open(bytes)).rejects.toThrow(
      /its entry m\/data.pkl claims bytes 0–45, it must end by byte 3/,
    );
  });

  test('an entry that claims the directory as its data', async () => {
    const bytes = makeZip([first!]);
    bytes.set(fields([4, 60], [4, 60]), directoryAt(bytes) + 20);
    await expect(open(bytes)).rejects.toThrow(/must end by byte 45/);
  });

  test('more entries than any checkpoint has', async () => {
    const bytes = makeZip(PARTS, { zip64: true });
    const end = endAt(bytes);
    bytes.set(fields([8, 200_000], [8, 200_000]), end - 52);
    await expect(open(bytes)).rejects.toThrow(/claims 200000 entries/);
  });

  test.each([
    ['another signature', patched('start', 0, 4, 0)],
    ['another method', patched('start', 8, 2, 8)],
    ['another size', patched('start', 18, 4, 6)],
    ['another length of its name', patched('start', 26, 2, 9)],
    ['another name', patched('start', 30, 2, 0x7878)],
    ['padding that pushes its data into the next entry', patched('start', 28, 2, 60)],
  ])('a local header with %s, when the entry is read', async (_, bytes) => {
    const entry = (await open(bytes)).get('m/data.pkl')!;
    await expect(entry.read(0, 5)).rejects.toThrow(
      /header of its entry m\/data.pkl contradicts the zip's directory/,
    );
    await expect(entry.read(0, 5)).rejects.toThrow(/contradicts/);
  });
});
