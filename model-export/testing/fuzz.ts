/** For tests: reproducible random damage, and a source that records the reads of a reader. */
import type { ByteSource } from '../io/byte-source.ts';

/** Seeded random numbers in [0, 1) (mulberry32, Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Dice {
  constructor(private readonly random: () => number) {}

  /** An integer in [0, limit); 0 if that is empty. */
  below(limit: number): number {
    return Math.floor(this.random() * Math.max(1, limit));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

/** Bytes [start, end) of a file. */
export interface Range {
  start: number;
  end: number;
}

type Damage = (bytes: Uint8Array, dice: Dice, range: Range) => Uint8Array;

const INTERESTING = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 64n - 1n,
];

function spot(dice: Dice, { start, end }: Range, length = 1): number {
  return start + dice.below(end - start - length + 1);
}

function chunk(bytes: Uint8Array, dice: Dice, range: Range): Uint8Array {
  const start = spot(dice, range);
  return bytes.slice(start, Math.min(range.end, start + 1 + dice.below(64)));
}

function replaced(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.max(0, bytes.byteLength - removed) + inserted.byteLength);
  out.set(bytes.subarray(0, at));
  out.set(inserted, at);
  out.set(bytes.subarray(at + removed), at + inserted.byteLength);
  return out;
}

const flipBit: Damage = (bytes, dice, range) => {
  const out = bytes.slice();
  out[spot(dice, range)]! ^= 1 << dice.below(8);
  return out;
};

const setByte: Damage = (bytes, dice, range) => {
  const out = bytes.slice();
  out[spot(dice, range)] = dice.below(256);
  return out;
};

/** Writes a number that is critical for lengths and offsets. */
const setNumber: Damage = (bytes, dice, range) => {
  const width = dice.pick([1, 2, 4, 8]);
  const out = bytes.slice();
  const near = BigInt(dice.below(bytes.byteLength + 2));
  const number = dice.pick([...INTERESTING, near, near]);
  const at = spot(dice, range, width);
  for (let i = 0; i < width && at + i < out.byteLength; i++) {
    out[at + i] = Number((number >> BigInt(8 * i)) & 0xffn);
  }
  return out;
};

const copyOver: Damage = (bytes, dice, range) => {
  const out = bytes.slice();
  const piece = chunk(bytes, dice, range);
  out.set(piece, spot(dice, { start: 0, end: out.byteLength }, piece.byteLength));
  return out;
};

const insert: Damage = (bytes, dice, range) =>
  replaced(bytes, spot(dice, range), 0, chunk(bytes, dice, range));

const remove: Damage = (bytes, dice, range) => {
  const at = spot(dice, range);
  return replaced(bytes, at, Math.min(1 + dice.below(32), bytes.byteLength - at), new Uint8Array());
};

const truncate: Damage = (bytes, dice) => bytes.slice(0, dice.below(bytes.byteLength));

const KEEPING_LENGTH = [flipBit, setByte, setNumber, copyOver];
const ALL = [...KEEPING_LENGTH, insert, remove, truncate];

/** One to four damages anywhere. */
export function damage(bytes: Uint8Array, dice: Dice): Uint8Array {
  return repeat(bytes, dice, ALL, () => ({ start: 0, end: bytes.byteLength }));
}

/** One to four damages that start in `range` and preserve the length, so that everything outside is valid. */
export function damageWithin(bytes: Uint8Array, dice: Dice, range: Range): Uint8Array {
  return repeat(bytes, dice, KEEPING_LENGTH, () => range);
}

function repeat(bytes: Uint8Array, dice: Dice, damages: readonly Damage[], rangeOf: () => Range): Uint8Array {
  let out = bytes;
  for (let times = 1 + dice.below(4); times > 0 && out.byteLength > 0; times--) {
    const { start, end } = rangeOf();
    out = dice.pick(damages)(out, dice, {
      start: Math.min(start, out.byteLength - 1),
      end: Math.min(end, out.byteLength),
    });
  }
  return out;
}

/** A source that fails on reads outside the file, and counts bytes. */
export function watched(bytes: Uint8Array): ByteSource & { bytesRead: number; reads: Range[] } {
  const reads: Range[] = [];
  return {
    size: bytes.byteLength,
    bytesRead: 0,
    reads,
    async read(start, end) {
      if (!(Number.isSafeInteger(start) && start >= 0 && start <= end && end <= bytes.byteLength)) {
        throw new Error(`a reader asked for bytes ${start}–${end} of ${bytes.byteLength}`);
      }
      this.bytesRead += end - start;
      reads.push({ start, end });
      return bytes.slice(start, end);
    },
  };
}
