import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, assert, describe, expect, test } from 'vitest';
import type { ByteSource } from '../io/byte-source.ts';
import { Dice, damage, damageWithin, type Range, randomFrom, watched } from '../testing/fuzz.ts';
import { oddSafetensors, oddTorchFile } from '../testing/odd-weights.ts';
import { CheckpointError } from './errors.ts';
import { readPyTorch } from './pytorch/read.ts';
import { BYTES_PER_ELEMENT, readSafetensors, type StoredTensor } from './safetensors.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../testing/fixtures');
const SMALL_PYTORCH = fixture('pytorch/parameters.pt');
const SMALL_SAFETENSORS = fixture('sharded/safetensors/model-00001-of-00002.safetensors');

type Reader = (source: ByteSource, file: string) => Promise<StoredTensor[]>;

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(FIXTURES, name)));
}

/** The fixtures that are readable when undamaged. */
function pytorchFixtures(): Uint8Array[] {
  const expected: Record<string, unknown> = JSON.parse(
    readFileSync(path.join(FIXTURES, 'pytorch/expected.json'), 'utf8'),
  );
  return Object.keys(expected).map((name) => fixture(`pytorch/${name}`));
}

/** Whether the file was listed or refused with a typed error. Anything else fails the test. */
async function outcome(read: Reader, bytes: Uint8Array): Promise<'listed' | 'refused'> {
  const source = watched(bytes);
  const tensors = await orRefused(read(source, 'a file'));
  // The head, the end, the directory and the pickle, all of which may be most of a small file.
  assert(source.bytesRead <= 3 * bytes.byteLength, 'listing read more than the file');
  if (!tensors) return 'refused';
  for (const tensor of tensors) await checkTensor(tensor, source);
  return 'listed';
}

async function orRefused<T>(result: Promise<T>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof CheckpointError) return null;
    throw error;
  }
}

async function checkTensor(tensor: StoredTensor, source: ReturnType<typeof watched>): Promise<void> {
  const readBefore = source.bytesRead;
  const bytes = await orRefused(tensor.read());
  assert(source.bytesRead - readBefore <= source.size, 'a tensor read more than the file');
  if (!bytes) return;
  const expected = tensor.shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[tensor.dtype]);
  assert(bytes.byteLength === expected, 'a tensor has not the bytes of its shape');
  assert(expected <= source.size, 'a tensor is larger than the file');
}

let casesRun = 0;
afterAll(() => console.info(`${casesRun} damaged files: each was read or refused with a typed error.`));

/** Runs `count` generated files through a reader. A failure names the file. */
async function runCases(read: Reader, count: number, make: (index: number) => Uint8Array) {
  casesRun += count;
  const tally = { listed: 0, refused: 0 };
  for (let index = 0; index < count; index++) {
    try {
      tally[await outcome(read, make(index))] += 1;
    } catch (cause) {
      throw new Error(`case ${index}: ${cause}`, { cause });
    }
  }
  return tally;
}

/** Where a byte string first begins in a file. */
function find(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes).indexOf(text, 0, 'latin1');
}

/** The pickle of a torch file: from its first operation (PROTO) to the signature after it. */
function pickleRange(bytes: Uint8Array): Range {
  const start = Buffer.from(bytes).indexOf(0x80, find(bytes, 'data.pkl'));
  return { start, end: start + find(bytes.subarray(start), 'PK') };
}

/** Central directory and end records. */
function directoryRange(bytes: Uint8Array): Range {
  return { start: find(bytes, 'PK\x01\x02'), end: bytes.byteLength };
}

describe.each([
  ['PyTorch', readPyTorch, SMALL_PYTORCH],
  ['safetensors', readSafetensors, SMALL_SAFETENSORS],
] as const)('%s', (_, read, bytes) => {
  test(`a file cut off at any of its ${bytes.byteLength} lengths is refused`, async () => {
    const tally = await runCases(read, bytes.byteLength, (length) => bytes.slice(0, length));
    expect(tally.listed).toBe(0);
  });

  test(`any one of ${8 * bytes.byteLength} bits flipped`, async () => {
    const tally = await runCases(read, 8 * bytes.byteLength, (bit) => {
      const out = bytes.slice();
      out[bit >> 3]! ^= 1 << (bit & 7);
      return out;
    });
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.listed).toBeGreaterThan(0);
  });
});

const CASES = 5000;

describe(`${CASES} PyTorch files`, () => {
  const files = pytorchFixtures();

  test.each([
    ['damaged anywhere', 1, (bytes: Uint8Array, dice: Dice) => damage(bytes, dice)],
    [
      'with damaged pickles',
      2,
      (bytes: Uint8Array, dice: Dice) => damageWithin(bytes, dice, pickleRange(bytes)),
    ],
    [
      'with damaged directories',
      3,
      (bytes: Uint8Array, dice: Dice) => damageWithin(bytes, dice, directoryRange(bytes)),
    ],
  ])('%s', async (_, seed, spoil) => {
    const dice = new Dice(randomFrom(seed));
    const tally = await runCases(readPyTorch, CASES, () => spoil(dice.pick(files), dice));
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.listed).toBeGreaterThan(0);
  });
});

test(`${CASES} PyTorch files whose pickles are random programs`, async () => {
  const dice = new Dice(randomFrom(6));
  const tally = await runCases(readPyTorch, CASES, () => oddTorchFile(dice));
  expect(tally.refused).toBeGreaterThan(0);
  expect(tally.listed).toBeGreaterThan(0);
});

describe(`${CASES} safetensors files`, () => {
  test('damaged anywhere', async () => {
    const dice = new Dice(randomFrom(4));
    const tally = await runCases(readSafetensors, CASES, () => damage(SMALL_SAFETENSORS, dice));
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.listed).toBeGreaterThan(0);
  });

  test('with headers of odd values', async () => {
    const dice = new Dice(randomFrom(5));
    const tally = await runCases(readSafetensors, CASES, () => oddSafetensors(dice));
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.listed).toBeGreaterThan(0);
  });
});
