import { describe, expect, test } from 'vitest';
import { type ByteSource, bytesSource, concatBytes } from '../io/source.ts';
import { type ZipMember, zipOf } from '../testing/zip.ts';
import { openArchive } from './archive.ts';
import { checksumOf, tarEnd, tarHeader, tarPadding } from './tar-header.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = async (source: ByteSource) => new TextDecoder().decode(await source.read(0, source.size));

async function contents(archive: Uint8Array): Promise<Record<string, string>> {
  const { files } = await openArchive(bytesSource(archive));
  const pairs = await Promise.all(
    files.map(async (file) => [file.path, await textOf(await file.open())] as const),
  );
  return Object.fromEntries(pairs);
}

const problems = async (archive: Uint8Array) =>
  Object.fromEntries(
    (await openArchive(bytesSource(archive))).leftOut.map(({ name, problem }) => [name, problem]),
  );

function tarMember(name: string, text: string, change: (header: Uint8Array) => void = () => {}): Uint8Array {
  const header = tarHeader(name, bytesOf(text).length);
  change(header);
  header.set(bytesOf(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `), 148);
  return concatBytes([header, bytesOf(text), tarPadding(bytesOf(text).length)]);
}

const tarOf = (...members: Uint8Array[]) => concatBytes([...members, tarEnd()]);
const withType = (type: string) => (header: Uint8Array) => header.set(bytesOf(type), 156);

describe('zip', () => {
  const text = (name: ZipMember['name'], changes: Partial<ZipMember> = {}): ZipMember => ({
    name,
    content: bytesOf('content'),
    ...changes,
  });

  test('stored and compressed entries in folders', async () => {
    const archive = zipOf([
      text('a.txt'),
      text('x/y/b.txt', { deflate: true }),
      { name: 'x/' },
      text('./c.txt'),
    ]);
    expect(await contents(archive)).toEqual({
      'a.txt': 'content',
      'x/y/b.txt': 'content',
      'c.txt': 'content',
    });
  });

  test('a stored entry is a slice of the file', async () => {
    const archive = zipOf([text('a.txt'), text('b.txt')]);
    const reads: number[] = [];
    const source: ByteSource = {
      size: archive.length,
      read: async (start, end) => {
        reads.push(end - start);
        return archive.subarray(start, end);
      },
    };
    const { files } = await openArchive(source);
    reads.length = 0;
    expect(await textOf(await files[1]!.open())).toBe('content');
    expect(reads).toEqual([30, 7]);
  });

  test('names that lead out, links of systems, encrypted and unknown entries are named', async () => {
    const archive = zipOf([
      text('../out.txt'),
      text('/etc/passwd'),
      text('C:\\x.txt'),
      text('a/../../b.txt'),
      text('secret.txt', { flags: 0x801 }),
      text('new.txt', { method: 93 }),
      text('same.txt'),
      text('./same.txt'),
      text('__MACOSX/._a.jpg'),
      text('x/.DS_Store'),
    ]);
    expect(await problems(archive)).toEqual({
      '../out.txt': 'path-outside',
      '/etc/passwd': 'path-outside',
      'C:\\x.txt': 'path-outside',
      'a/../../b.txt': 'path-outside',
      'secret.txt': 'encrypted',
      'new.txt': 'unsupported',
      './same.txt': 'duplicate',
    });
    expect(Object.keys(await contents(archive))).toEqual(['same.txt']);
  });

  test('names in UTF-8 without the flag, and in another code page', async () => {
    const archive = zipOf([
      text(bytesOf('bäume.txt'), { flags: 0 }),
      text(new Uint8Array([0x81, 0x2e, 0x74]), { flags: 0 }),
    ]);
    expect(Object.keys(await contents(archive))).toEqual(['bäume.txt', 'ü.t']);
  });

  test.each([3, 1000])('an entry whose size is not the %d bytes that it claims', async (size) => {
    await expect(contents(zipOf([text('a.txt', { deflate: true, size })]))).rejects.toThrow();
  });

  test('an entry that claims more than fits into memory', async () => {
    const archive = zipOf([text('a.txt', { deflate: true, size: 1_000_000_000 })]);
    expect(await problems(archive)).toEqual({ 'a.txt': 'too-large' });
  });

  test('a cut file', async () => {
    const archive = zipOf([text('a.txt')]);
    await expect(contents(archive.subarray(0, archive.length - 30))).rejects.toThrow();
  });
});

describe('tar', () => {
  test('files in folders, with long and foreign names', async () => {
    const long = `${'folder/'.repeat(20)}${'n'.repeat(90)}.txt`;
    expect(
      await contents(tarOf(tarMember('a.txt', 'x'), tarMember(long, 'y'), tarMember('bäume.txt', ''))),
    ).toEqual({
      'a.txt': 'x',
      [long]: 'y',
      'bäume.txt': '',
    });
  });

  test('names from pax and GNU headers', async () => {
    const pax = 'pax/ä.txt';
    const field = ` path=${pax}\n`;
    const length = bytesOf(field).length + 2;
    const archive = tarOf(
      tarMember('PaxHeader', `${length}${field}`, withType('x')),
      tarMember('short', '1'),
      tarMember('././@LongLink', 'gnu/name.txt\0', withType('L')),
      tarMember('short', '2'),
      tarMember('plain', '3'),
    );
    expect(await contents(archive)).toEqual({ [pax]: '1', 'gnu/name.txt': '2', plain: '3' });
  });

  test('links and names that lead out are named', async () => {
    const archive = tarOf(
      tarMember('link', '', withType('2')),
      tarMember('../out', 'x'),
      tarMember('a', '1'),
      tarMember('a', '2'),
    );
    expect(await problems(archive)).toEqual({ link: 'link', '../out': 'path-outside', a: 'duplicate' });
    expect(await contents(archive)).toEqual({ a: '1' });
  });

  test('what comes before the damage is read, and the damage is named', async () => {
    const archive = tarOf(tarMember('a', '1'), tarMember('b', 'x'.repeat(2000)));
    const cut = archive.subarray(0, 2500);
    expect(await contents(cut)).toEqual({ a: '1' });
    expect(await problems(cut)).toEqual({ b: 'damaged' });
    const inHeader = archive.subarray(0, 1100);
    expect(await contents(inHeader)).toEqual({ a: '1' });
    expect(await problems(inHeader)).toEqual({ 'byte 1024': 'damaged' });
    const broken = archive.slice();
    broken[1030] = 0xff;
    expect(await problems(broken)).toEqual({ 'byte 1024': 'damaged' });
  });

  test('a size that is larger than the archive', async () => {
    const archive = tarOf(tarMember('a', '1', (header) => header.set(bytesOf('77777777777'), 124)));
    expect(await problems(archive)).toEqual({ a: 'damaged' });
  });
});

test.each([
  ['text', bytesOf('hello')],
  ['nothing', new Uint8Array()],
  ['zeros', new Uint8Array(1024)],
])('%s is no archive', async (_, bytes) => {
  await expect(openArchive(bytesSource(bytes))).rejects.toThrow('neither a zip nor a tar');
});

test('a compressed tar file says what to do', async () => {
  await expect(openArchive(bytesSource(new Uint8Array([0x1f, 0x8b, 8])))).rejects.toThrow('unpack it once');
});

test('damaged archives end in a list or an error', async () => {
  const archives = [
    zipOf([
      { name: 'a', content: bytesOf('hello'.repeat(50)), deflate: true },
      { name: 'b', content: bytesOf('x') },
    ]),
    tarOf(tarMember('a', 'hello'), tarMember('b', 'x')),
  ];
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  for (let round = 0; round < 400; round++) {
    const bytes = archives[round % 2]!.slice(0, round % 3 === 0 ? 1 + random(600) : undefined);
    for (let flips = random(6); flips >= 0; flips--) bytes[random(bytes.length)] = random(256);
    try {
      const { files } = await openArchive(bytesSource(bytes));
      for (const file of files) await file.open().then((source) => source.read(0, source.size));
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
});
