import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pictureSize } from './picture-size.ts';

const FOLDER = 'reference/picture-formats';
const SIZE = { width: 37, height: 21 };
const HUGE = { width: 20_000, height: 30_000 };

type Bytes = readonly number[];

const letters = (text: string): Bytes => Array.from(text, (letter) => letter.charCodeAt(0));
const u16 = (value: number): Bytes => [(value >> 8) & 255, value & 255];
const u32 = (value: number): Bytes => [...u16(value >>> 16), ...u16(value)];
const box = (type: string, ...content: Bytes[]): Bytes => {
  const bytes = content.flat();
  return [...u32(8 + bytes.length), ...letters(type), ...bytes];
};

/** Bits as text, filled up with zeros. */
function packed(bits: string): Bytes {
  return (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}
const bits = (value: number, count: number) => value.toString(2).padStart(count, '0');

/** The end of a sequence header of `HUGE`. */
const SIZE_BITS = bits(15, 4) + bits(15, 4) + bits(HUGE.width - 1, 16) + bits(HUGE.height - 1, 16);
const POINT = `${bits(0, 12) + bits(8, 5)}0`;
const TIMING = `${'0'.repeat(64)}100101`; // with a number of 5 bits
const MODEL = bits(3, 5) + '0'.repeat(42);

const HEADERS = {
  'a still picture': `00011${bits(8, 5)}${SIZE_BITS}`,
  'one operating point': `0000000${bits(0, 5)}${POINT}${SIZE_BITS}`,
  'two operating points with a delay': `0000001${bits(1, 5)}${`${POINT}1${bits(5, 4)}`.repeat(2)}${SIZE_BITS}`,
  'a timing without a model': `000001${TIMING}00${bits(0, 5)}${POINT}${SIZE_BITS}`,
  'a timing and a model': `000001${TIMING}1${MODEL}0${bits(0, 5)}${POINT}1${'0'.repeat(9)}${SIZE_BITS}`,
};

/** A delimiter, a unit that is passed over, and the sequence header. */
function units(header = HEADERS['a still picture']): Bytes {
  const content = packed(header);
  return [0x12, 0, 0x7e, 0x01, 0x82, 0x00, 9, 9, 0x0a, content.length, ...content];
}

interface Layout {
  data?: Bytes;
  version?: 0 | 1 | 2;
  /** In a box of the metadata. */
  isInside?: boolean;
  /** Offset and length in the data; a length of 0 stands for the rest. */
  extents?: readonly (readonly [number, number])[];
  copies?: number;
}

/** A file that states `SIZE` for a coded picture of any size. */
function avif({
  data = units(),
  version = 0,
  isInside = false,
  extents = [[0, data.length]],
  copies = 1,
}: Layout): Uint8Array {
  const wide = version === 2 ? u32 : u16;
  const ids = Array.from({ length: copies }, (_, i) => i + 1);
  const ispe = box('ispe', u32(0), u32(SIZE.width), u32(SIZE.height));
  const infos = ids.map((id) => box('infe', u32(2 << 24), u16(id), u16(0), letters('av01\0')));
  const file = (start: number) => {
    const place = (id: number) => [
      ...wide(id),
      ...(version > 0 ? u16(isInside ? 1 : 0) : []),
      ...u16(0),
      ...u32(isInside ? 0 : start),
      ...u16(extents.length),
      ...extents.flatMap(([at, length]) => [...u32(at), ...u32(length)]),
    ];
    const iloc = box('iloc', u32(version << 24), u16(0x4440), wide(copies), ids.flatMap(place));
    const meta = box(
      'meta',
      u32(0),
      box('iinf', u32(0), u16(copies), infos.flat()),
      iloc,
      box('iprp', box('ipco', ispe)),
      isInside ? box('idat', data) : [],
    );
    return [...box('ftyp', letters('avif\0\0\0\0mif1')), ...meta, ...letters('\0\0\0\0mdat')];
  };
  return Uint8Array.from([...file(file(0).length), ...(isInside ? [] : data)]);
}

test.each(Object.entries(HEADERS))('a coded size in the header of %s counts', (_, header) => {
  expect(pictureSize('AVIF', avif({ data: units(header) }))).toEqual(HUGE);
});

test.each<[string, Layout]>([
  ['the table of version 1', { version: 1 }],
  ['the table of version 2', { version: 2 }],
  ['data among the metadata', { version: 1, isInside: true }],
  ['data to the end of the file', { extents: [[0, 0]] }],
  [
    'data in two pieces',
    {
      extents: [
        [0, 11],
        [11, 100],
      ],
    },
  ],
])('%s: the coded size counts', (_, layout) => {
  expect(pictureSize('AVIF', avif(layout))).toEqual(HUGE);
});

test.each<[string, Layout]>([
  ['no sequence header', { data: [0x12, 0] }],
  ['data beyond the end', { extents: [[100_000, 10]] }],
  ['a unit without an end', { data: [0x32, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, ...units()] }],
])('%s: the size is what the file states', (_, layout) => {
  expect(pictureSize('AVIF', avif(layout))).toEqual(SIZE);
});

test('a table that is cut short leaves the size that the file states', () => {
  const file = Buffer.from(avif({ version: 1 }));
  file.writeUInt16BE(60_000, file.indexOf('iloc') + 10);
  expect(pictureSize('AVIF', file)).toEqual(HUGE);
  file.writeUInt16BE(60_000, file.indexOf('iloc') + 24);
  expect(pictureSize('AVIF', file)).toEqual(SIZE);
});

test('pictures that share their bytes again and again are refused', () => {
  const data = [...units(), ...Array<number>(10_000).fill(0)];
  expect(() => pictureSize('AVIF', avif({ data, copies: 1000 }))).toThrow('damaged');
});

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.avif')))(
  '%s states the size that is coded',
  (name) => {
    const file = readFileSync(`${FOLDER}/${name}`);
    const size = pictureSize('AVIF', file);
    expect(size).toEqual({ width: 48, height: 36 });
    for (let at = file.indexOf('ispe'); at >= 0; at = file.indexOf('ispe')) file.write('free', at, 'latin1');
    for (let at = file.indexOf('moov'); at >= 0; at = file.indexOf('moov')) file.write('free', at, 'latin1');
    expect(pictureSize('AVIF', file)).toEqual(size);
  },
);
