import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bytesSource, concatBytes } from '../../io/source.ts';
import { embeddedTexts } from '../../originals/embedded.ts';
import { exported } from '../../testing/export.ts';
import { damaged, nastyText, randomNumbers } from '../../testing/random.ts';
import { record, synthetic } from '../../testing/records.ts';
import { containerOf } from './container.ts';

type Kind = 'jpeg' | 'png' | 'webp' | 'webp lossless' | 'webp alpha';
const KINDS: Kind[] = ['jpeg', 'png', 'webp', 'webp lossless', 'webp alpha'];

async function picture(kind: Kind, metadata = false): Promise<Uint8Array> {
  const channels = kind === 'webp alpha' ? 4 : 3;
  const background = { r: 9, g: 200, b: 90, alpha: 0.5 };
  const image = sharp({
    create: {
      width: 33,
      height: 17,
      channels,
      background,
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  });
  if (metadata) image.withIccProfile('p3').withExif({ IFD0: { Artist: 'Someone' } });
  const made =
    kind === 'jpeg'
      ? image.jpeg()
      : kind === 'png'
        ? image.png()
        : image.webp({ lossless: kind === 'webp lossless' });
  return new Uint8Array(await made.toBuffer());
}

async function embedded(bytes: Uint8Array, text: string) {
  const records = [record({ path: 'a.jpg', texts: [synthetic(text, 1)] })];
  const { files, skipped } = await exported({
    formats: ['embed'],
    records,
    pictures: new Map([['a.jpg', bytes]]),
  });
  return { file: files.get('with-alt-text/a.jpg'), skipped };
}

const read = async (bytes: Uint8Array) => (await embeddedTexts(bytesSource(bytes))).map(({ text }) => text);

/** The file without its packet, by its structure. */
function withoutPacket(kind: Kind, bytes: Uint8Array): Uint8Array {
  const view = Buffer.from(bytes);
  if (kind === 'jpeg') {
    const at = view.indexOf('http://ns.adobe.com/xap/1.0/\0') - 4;
    return concatBytes([bytes.subarray(0, at), bytes.subarray(at + 2 + view.readUInt16BE(at + 2))]);
  }
  if (kind === 'png') {
    const at = view.indexOf('iTXtXML:com.adobe.xmp') - 4;
    return concatBytes([bytes.subarray(0, at), bytes.subarray(at + 12 + view.readUInt32BE(at))]);
  }
  const at = view.indexOf('XMP ');
  const size = view.readUInt32LE(at + 4);
  return concatBytes([bytes.subarray(0, at), bytes.subarray(at + 8 + size + (size % 2))]);
}

describe.each(KINDS)('%s', (kind) => {
  test.each([true, false])('every other byte is as it was, metadata: %s', async (metadata) => {
    const bytes = await picture(kind, metadata);
    const { file } = await embedded(bytes, 'a dog');
    const rest = withoutPacket(kind, file!);
    if (!kind.startsWith('webp')) {
      expect(Buffer.from(rest).equals(bytes)).toBe(true);
      return;
    }
    // The sizes of the file and the header that tells of the packet are those of the new file.
    const hadHeader = String.fromCharCode(...bytes.subarray(12, 16)) === 'VP8X';
    expect(Buffer.from(rest.subarray(30)).equals(bytes.subarray(hadHeader ? 30 : 12))).toBe(true);
    expect(Buffer.from(file!).readUInt32LE(4)).toBe(file!.length - 8);
    expect((file![20] ?? 0) & 0x04).toBe(0x04);
    const { width, height, hasAlpha } = await sharp(file).metadata();
    expect([width, height, hasAlpha]).toEqual([33, 17, kind === 'webp alpha']);
  });

  test('a second text takes the place of the first, and the file does not grow', async () => {
    const bytes = await picture(kind, true);
    const once = (await embedded(bytes, 'a dog')).file!;
    const twice = (await embedded(once, 'a cat')).file!;
    expect(twice.length).toBe(once.length);
    expect(await read(twice)).toEqual(['a cat']);
    expect(Buffer.from(withoutPacket(kind, twice)).equals(withoutPacket(kind, once))).toBe(true);
  });

  test('bytes behind the end stay', async () => {
    const bytes = concatBytes([await picture(kind), new TextEncoder().encode('motion photo')]);
    const { file } = await embedded(bytes, 'a dog');
    expect(Buffer.from(file!.subarray(-12)).toString()).toBe('motion photo');
  });

  test('100 texts', async () => {
    const random = randomNumbers(5);
    const bytes = await picture(kind);
    for (let round = 0; round < 100; round++) {
      const text = nastyText(random);
      expect(await read((await embedded(bytes, text)).file!)).toEqual([text.trim()]);
    }
  });

  test('300 damaged pictures are written as they are, or skipped with a reason', async () => {
    const random = randomNumbers(11);
    const bytes = (await embedded(await picture(kind, true), 'old')).file!;
    for (let round = 0; round < 300; round++) {
      const broken = damaged(bytes, random);
      await embeddedTexts(bytesSource(broken)).catch((error) => expect(error).toBeInstanceOf(Error));
      const { file, skipped } = await embedded(broken, 'new');
      if (file) expect((await read(file))[0]).toBe('new');
      else expect(['damaged', 'not-embeddable', 'too-large']).toContain(skipped[0]?.reason);
    }
  });
});

test('other files are not changed', async () => {
  const { skipped } = await embedded(new TextEncoder().encode('GIF89a'), 'a dog');
  expect(skipped).toEqual([{ path: 'a.jpg', format: 'embed', reason: 'not-embeddable', detail: null }]);
});

test('a packet that does not fit into a JPEG segment', async () => {
  const { skipped } = await embedded(await picture('jpeg'), 'long '.repeat(20_000));
  expect(skipped[0]).toMatchObject({ reason: 'too-large' });
});

test('a damaged packet is not replaced', async () => {
  const bytes = (await embedded(await picture('png'), 'old')).file!;
  const container = await containerOf(bytesSource(bytes));
  const pieces = await container!.embed(bytesSource(bytes), new TextEncoder().encode('<x:xmpmeta>'));
  const parts = pieces.map((piece) =>
    piece instanceof Uint8Array ? piece : bytes.subarray(piece.start, piece.end),
  );
  expect((await embedded(concatBytes(parts), 'new')).skipped[0]).toMatchObject({ reason: 'damaged' });
});

test('a packet is found in files of other kinds', async () => {
  const packet =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="found"/></rdf:RDF></x:xmpmeta>';
  const before = new Uint8Array((1 << 20) - 5).fill(0x20);
  expect(await read(concatBytes([before, new TextEncoder().encode(packet), before]))).toEqual(['found']);
  expect(await read(before)).toEqual([]);
});
