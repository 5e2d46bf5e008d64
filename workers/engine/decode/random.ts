/** Uniform numbers in [0, 1). */
export type RandomSource = () => number;

type State = [number, number, number, number];

const GOLDEN_GAMMA = 0x9e3779b9;

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (https://prng.di.unimi.it/xoshiro128starstar.c):
 * unsigned 32-bit numbers from four words of state, not all zero.
 */
export function xoshiro128StarStar(seed: Readonly<State>): () => number {
  const state: State = [...seed];
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  };
}

/**
 * The random numbers of one caption. They depend only on the seed and the caption's index, so that more captions do not
 * change the first ones. `seed` is a non-negative safe integer.
 */
export function captionRandom(seed: number, caption: number): RandomSource {
  const words = [seed >>> 0, Math.floor(seed / 2 ** 32), caption];
  const word = splitMix32(words.reduce((key, next) => finalize(key ^ next) + GOLDEN_GAMMA, 0));
  const next = xoshiro128StarStar([word(), word(), word(), word()]);
  return () => next() / 2 ** 32;
}

/** SplitMix (Steele, Lea and Flood, 2014) with 32 bits: a Weyl sequence through MurmurHash3's finaliser. */
function splitMix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + GOLDEN_GAMMA) | 0;
    return finalize(state);
  };
}

/** fmix32 of MurmurHash3 (https://github.com/aappleby/smhasher), a bijection of 32-bit words. */
function finalize(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
