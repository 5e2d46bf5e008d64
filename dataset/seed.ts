/**
 * The seed of a picture depends on the run's seed and on the picture's bytes alone, so that the page, the command line
 * and other programs write the same captions in any order. With unsigned 32-bit arithmetic:
 *
 *     seed = mix(mix(run) XOR first)
 *
 * `run` is the run's seed modulo 2^32, `first` the first 8 hexadecimal digits of the picture's SHA-256, and `mix` the
 * finalizer of MurmurHash3 (`fmix32`).
 * @param sha256 64 hexadecimal digits.
 * @returns 0 to 2^32 − 1.
 * @throws {RangeError} if `sha256` is none, or `runSeed` is not an integer from 0 on.
 */
export function pictureSeed(runSeed: number, sha256: string): number {
  if (!/^[0-9a-f]{64}$/i.test(sha256)) throw new RangeError(`not a SHA-256 in hexadecimal: ${sha256}`);
  if (!Number.isSafeInteger(runSeed) || runSeed < 0) throw new RangeError(`not a seed: ${runSeed}`);
  return mix(mix(runSeed) ^ Number.parseInt(sha256.slice(0, 8), 16));
}

function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
