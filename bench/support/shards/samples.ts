/** Samples of a shard: small drawn pictures, and among them all that goes wrong with pictures of the web. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { type Bomb, bombs } from '../../../workers/image/testing/bombs.ts';

export type SampleKind =
  | 'picture'
  /** The bytes of the sample before. */
  | 'twin'
  /** The same bytes in every shard. */
  | 'everywhere'
  /** The name of the sample before, with other bytes. */
  | 'same-name'
  | 'torn'
  | 'noise'
  | 'zero-bytes'
  /** Small, and claims a size above the limits. */
  | 'bomb'
  | 'no-picture';

export interface DrawnSample {
  kind: SampleKind;
  key: string;
  /** With the ending of the picture. */
  name: string;
  bytes: Buffer;
  /** A text that came with it. */
  text: string | null;
}

/** Which of a hundred samples is odd. */
const ODD: Readonly<Record<number, SampleKind>> = {
  9: 'torn',
  19: 'noise',
  29: 'zero-bytes',
  39: 'bomb',
  49: 'twin',
  59: 'everywhere',
  69: 'same-name',
  79: 'no-picture',
};
const TEXT_EVERY = 5;
const [WIDTH, HEIGHT] = [96, 64];

/** The samples of one shard; the same ones for the same number. */
export async function drawSamples(shard: number, count: number): Promise<DrawnSample[]> {
  const odd = await oddBytes();
  const samples: DrawnSample[] = [];
  for (let index = 0; index < count; index++) {
    const kind = ODD[index % 100] ?? 'picture';
    const key = String(index).padStart(9, '0');
    const own = { kind, key, name: `${key}.${FORMATS[index % FORMATS.length]}`, text: textOf(index) };
    const before = samples.at(-1);
    if (kind === 'twin' && before) samples.push({ ...own, bytes: before.bytes, text: before.text });
    else if (kind === 'same-name' && before)
      samples.push({ ...before, kind, bytes: await draw(shard, index) });
    else samples.push({ ...own, bytes: await bytesOf(kind, shard, index, odd) });
  }
  return samples;
}

const FORMATS = ['jpeg', 'png', 'webp'] as const;

function textOf(index: number): string | null {
  return index % TEXT_EVERY === 0 ? `drawing number ${index}` : null;
}

interface OddBytes {
  bombs: Bomb[];
  everywhere: Buffer;
}

let made: Promise<OddBytes> | null = null;

function oddBytes(): Promise<OddBytes> {
  const heic = readFileSync(new URL('../../../reference/picture-formats/heic.heic', import.meta.url));
  made ??= Promise.all([bombs(heic), draw(-1, 0)]).then(([all, everywhere]) => ({ bombs: all, everywhere }));
  return made;
}

async function bytesOf(kind: SampleKind, shard: number, index: number, odd: OddBytes): Promise<Buffer> {
  switch (kind) {
    case 'torn':
      return halfOf(await draw(shard, index));
    case 'noise':
      return Buffer.from(Uint8Array.from({ length: 600 }, randomOf(shard, index)));
    case 'zero-bytes':
    case 'no-picture':
      return Buffer.alloc(0);
    case 'bomb':
      return Buffer.from(odd.bombs[(shard * 10 + Math.floor(index / 100)) % odd.bombs.length]!.file);
    case 'everywhere':
      return odd.everywhere;
    default:
      return draw(shard, index);
  }
}

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length >> 1);
}

/** Rectangles on a plain ground. */
async function draw(shard: number, index: number): Promise<Buffer> {
  const random = randomOf(shard, index);
  const colour = () => [random() & 255, random() & 255, random() & 255];
  const pixels = Buffer.alloc(3 * WIDTH * HEIGHT);
  const fill = (left: number, top: number, right: number, bottom: number, rgb: number[]) => {
    for (let y = top; y < Math.min(bottom, HEIGHT); y++)
      for (let x = left; x < Math.min(right, WIDTH); x++) pixels.set(rgb, 3 * (y * WIDTH + x));
  };
  fill(0, 0, WIDTH, HEIGHT, colour());
  for (let rectangle = 0; rectangle < 4; rectangle++) {
    const [left, top] = [random() % WIDTH, random() % HEIGHT];
    fill(left, top, left + 8 + (random() % 40), top + 8 + (random() % 40), colour());
  }
  const picture = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  return picture.toFormat(FORMATS[index % FORMATS.length]!).toBuffer();
}

/** Whole numbers from 0 to 2³² - 1 (mulberry32). */
function randomOf(shard: number, index: number): () => number {
  let state = (shard + 1) * 1_000_003 + index;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
