import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bytesSource, concatBytes } from '../../io/source.ts';
import { exported } from '../../testing/export.ts';
import { damaged, randomNumbers } from '../../testing/random.ts';
import { record, synthetic } from '../../testing/records.ts';
import { embeddedTexts } from '../embedded.ts';
import { captionOf } from './no-captions.ts';

const read = async (bytes: Uint8Array) =>
  (await embeddedTexts(bytesSource(bytes))).map(({ form, text }) => `${form}: ${text}`);

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

function be(bytes: number, value: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (value / 256 ** (bytes - 1 - at)) & 0xff);
}

const dataSet = (record: number, number: number, value: Uint8Array) =>
  concatBytes([Uint8Array.of(0x1c, record, number), be(2, value.length), value]);
const UTF8 = dataSet(1, 90, latin1('\x1b%G'));

const resource = (id: number, name: string, content: Uint8Array) =>
  concatBytes([
    ...[latin1('8BIM'), be(2, id), Uint8Array.of(name.length), latin1(name)],
    ...[new Uint8Array((name.length + 1) % 2), be(4, content.length), content],
    new Uint8Array(content.length % 2),
  ]);

const segment = (marker: number, ...content: Uint8Array[]) =>
  concatBytes([Uint8Array.of(0xff, marker), be(2, 2 + concatBytes(content).length), ...content]);

/** A JPEG without a picture: only its segments are read. */
const jpegOf = (...segments: Uint8Array[]) =>
  concatBytes([Uint8Array.of(0xff, 0xd8), ...segments, Uint8Array.of(0xff, 0xda, 0, 2, 0)]);

const photoshop = (...content: Uint8Array[]) => segment(0xed, latin1('Photoshop 3.0\0'), ...content);
const iptc = (...sets: Uint8Array[]) => photoshop(resource(0x0404, '', concatBytes(sets)));

/** A TIFF file of ASCII and byte fields, big-endian, their values behind the directory. */
function tiffOf(fields: Record<number, Uint8Array>, type = 2): Uint8Array {
  const entries = Object.entries(fields);
  let at = 8 + 2 + 12 * entries.length + 4;
  const directory = entries.flatMap(([tag, value]) => {
    const inline = concatBytes([value, new Uint8Array(4)]).subarray(0, 4);
    const place = value.length <= 4 ? inline : be(4, at);
    if (value.length > 4) at += value.length;
    return [be(2, Number(tag)), be(2, type), be(4, value.length), place];
  });
  const values = entries.map(([, value]) => value).filter(({ length }) => length > 4);
  return concatBytes([
    ...[latin1('MM'), be(2, 42), be(4, 8), be(2, entries.length), ...directory, be(4, 0), ...values],
  ]);
}

const exif = (...args: Parameters<typeof tiffOf>) => segment(0xe1, latin1('Exif\0\0'), tiffOf(...args));

describe('IPTC', () => {
  test.each([
    ['UTF-8 as it says', [UTF8, dataSet(2, 120, utf8('größer'))], 'größer'],
    ['Latin-1 where nothing is said', [dataSet(2, 120, latin1('größer'))], 'größer'],
    ['UTF-8 where nothing is said', [dataSet(2, 120, utf8('größer'))], 'größer'],
    ['NULs at the end', [dataSet(2, 5, utf8('title')), dataSet(2, 120, utf8('a dog\0\0 '))], 'a dog'],
  ])('%s', async (_, sets, text) => {
    expect(await read(jpegOf(iptc(...sets)))).toEqual([`iptc: ${text}`]);
  });

  test('among other resources, and over several segments', async () => {
    const other = resource(0x03ed, 'odd', Uint8Array.of(1, 2, 3));
    const own = resource(0x0404, 'ab', dataSet(2, 120, utf8('a dog')));
    const all = concatBytes([other, own]);
    expect(await read(jpegOf(photoshop(all.subarray(0, 30)), photoshop(all.subarray(30))))).toEqual([
      'iptc: a dog',
    ]);
    expect(await read(jpegOf(photoshop(other)))).toEqual([]);
  });
});

describe('EXIF', () => {
  test('description and comment, also short ones', async () => {
    const comment = new Uint8Array(Buffer.from('hügel\0', 'utf16le'));
    expect(await read(jpegOf(exif({ 270: utf8('größer\0') })))).toEqual(['exif: größer']);
    expect(await read(jpegOf(exif({ 270: latin1('größer\0junk') })))).toEqual(['exif: größer']);
    expect(await read(jpegOf(exif({ 270: latin1('dog\0') })))).toEqual(['exif: dog']);
    expect(await read(jpegOf(exif({ 40092: comment }, 1)))).toEqual(['exif: hügel']);
  });

  test('a TIFF file, with IPTC and resources of its own', async () => {
    expect(await read(tiffOf({ 270: latin1('a dog\0') }))).toEqual(['exif: a dog']);
    expect(await read(tiffOf({ 33723: dataSet(2, 120, utf8('a cat')) }, 7))).toEqual(['iptc: a cat']);
    const resources = resource(0x0404, '', dataSet(2, 120, utf8('a fox')));
    expect(await read(tiffOf({ 34377: resources }, 7))).toEqual(['iptc: a fox']);
  });
});

test('XMP goes before IPTC, IPTC before EXIF, and the same text counts once', async () => {
  const plain = jpegOf(iptc(UTF8, dataSet(2, 120, utf8('by hand'))), exif({ 270: latin1('a third\0') }));
  const { files } = await exported({
    formats: ['embed'],
    records: [record({ path: 'a.jpg', texts: [synthetic('alt text', 1)] })],
    pictures: new Map([['a.jpg', plain]]),
  });
  expect(await read(files.get('with-alt-text/a.jpg')!)).toEqual([
    'xmp: alt text',
    'iptc: by hand',
    'exif: a third',
  ]);
  const same = jpegOf(exif({ 270: latin1('a dog\0') }), iptc(dataSet(2, 120, utf8('a dog '))));
  expect(await read(same)).toEqual(['iptc: a dog']);
});

test('what cameras and programs write is no caption', async () => {
  for (const text of [
    'OLYMPUS DIGITAL CAMERA         ',
    'SONY DSC\0',
    'Untitled',
    '\0\0',
    'ImageJ=1.53t\nimages=3',
  ])
    expect(captionOf(text)).toBeNull();
  expect(captionOf(' An untitled painting ')).toBe('An untitled painting');
  const both = jpegOf(exif({ 270: latin1('OLYMPUS DIGITAL CAMERA\0') }), iptc(dataSet(2, 120, utf8('mine'))));
  expect(await read(both)).toEqual(['iptc: mine']);
});

test.each(['png', 'webp', 'jpeg'] as const)('EXIF that sharp writes into %s', async (format) => {
  const create = { width: 9, height: 7, channels: 3, background: 'red' } as const;
  const image = sharp({ create }).withExif({ IFD0: { ImageDescription: 'a big dog' } });
  expect(await read(await image.toFormat(format).toBuffer())).toEqual(['exif: a big dog']);
});

test('damaged metadata lose no other text, and end', async () => {
  const broken = segment(0xe1, latin1('Exif\0\0MM\0*'), be(4, 9999));
  expect(await read(jpegOf(broken, iptc(dataSet(2, 120, utf8('a dog')))))).toEqual(['iptc: a dog']);
  await expect(read(jpegOf(broken))).rejects.toThrow('cut off');
  const random = randomNumbers(3);
  const whole = jpegOf(
    exif({ 270: latin1('a third\0'), 40092: utf8('x') }),
    iptc(dataSet(2, 120, utf8('a dog'))),
  );
  for (let round = 0; round < 500; round++)
    await embeddedTexts(bytesSource(damaged(whole, random))).catch((error) =>
      expect(error).toBeInstanceOf(Error),
    );
});
