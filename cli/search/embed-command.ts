/** `blipscope embed INPUT… --out FILE`: the vectors of pictures, for other programs. */
import { matcherKey, unitVector } from '../../dataset/index.ts';
import type { Matcher } from '../../workers/engine/index.ts';
import { listInputs } from '../capfilt/inputs/inputs.ts';
import type { SourcePicture } from '../capfilt/run.ts';
import { CliError } from '../errors.ts';
import { pathKind } from '../files.ts';
import { isVectors, npyOfVectors } from '../npy.ts';
import { print, printJson } from '../output.ts';
import { type OutputKind, replaceFile, requireWritable } from '../replace-file.ts';
import { embedPictures } from './embedding.ts';
import type { EmbedFlags } from './flags.ts';
import { openMatcher } from './open-matcher.ts';
import { VectorCache } from './vector-cache.ts';

const JSONL: OutputKind = {
  flag: '--out',
  kind: 'a list of vectors of blipscope',
  isOwn: (start) => start.toString().startsWith('{"path":') && start.includes('"vector":['),
};
const NPY: OutputKind = { flag: '--out', kind: 'an array of vectors', isOwn: isVectors };
/** Nothing in it says so: it belongs to the array. */
const NAMES = { flag: '--out', kind: 'the names of an array of vectors' };

interface Embedded {
  path: string;
  /** [E], of length 1. */
  vector: Float32Array;
}

/** @throws {CliError} for arguments that make no sense, and when it is interrupted. */
export async function embedCommand(
  inputs: readonly string[],
  flags: EmbedFlags,
  signal: AbortSignal,
): Promise<void> {
  const { out, json } = flags;
  const names = await checkedOutput(out, inputs);
  const listing = await listInputs(inputs, { kind: 'none' }, signal);
  const matcher = await openMatcher(flags, signal);
  try {
    const embedded = await embedAll(inputs, listing.pictures, matcher, signal);
    if (names === null) await replaceFile(out, Buffer.concat(embedded.map(lineOf)));
    else {
      await replaceFile(out, npyOfVectors(embedded.map(({ vector }) => vector)));
      await replaceFile(names, Buffer.from(embedded.map(({ path }) => `${path}\n`).join('')));
    }
    const values = embedded[0]?.vector.length ?? 0;
    const report = { out, ...(names && { names }), pictures: embedded.length, values };
    if (json) printJson(report);
    else print(`${out}: ${embedded.length} vectors of ${values} values`);
  } finally {
    await matcher.dispose();
    await listing.close();
  }
}

/** Where the names go; null for JSON lines, which have them. @throws {CliError} */
async function checkedOutput(out: string, inputs: readonly string[]): Promise<string | null> {
  if (/\.jsonl$/i.test(out)) {
    await requireWritable(out, JSONL, inputs);
    return null;
  }
  if (!/\.npy$/i.test(out)) throw new CliError(`--out is ${out}; its name must end in .jsonl or .npy.`);
  const names = out.replace(/\.npy$/i, '.names.txt');
  await requireWritable(out, NPY, inputs);
  const hasArray = (await pathKind(out)) === 'file';
  await requireWritable(names, { ...NAMES, isOwn: () => hasArray }, inputs);
  return names;
}

async function embedAll(
  inputs: readonly string[],
  pictures: readonly SourcePicture[],
  matcher: Matcher,
  signal: AbortSignal,
): Promise<Embedded[]> {
  const cache = await VectorCache.read(inputs, matcherKey(matcher.manifest));
  const vectors = new Map<string, Float32Array>();
  for (const picture of pictures) {
    const known = cache.find(picture.path, picture);
    if (known) vectors.set(picture.path, known);
  }
  const missing = pictures.filter(({ path }) => !vectors.has(path));
  const onVector = ({ path }: SourcePicture, features: Float32Array) => vectors.set(path, features);
  await embedPictures({ pictures: missing, matcher, cache, onVector, signal });
  return pictures.flatMap(({ path }) => {
    const features = vectors.get(path);
    return features ? [{ path, vector: unitVector(features) }] : [];
  });
}

/** Enough to be the same float32 again. */
const DIGITS = 9;

function lineOf({ path, vector }: Embedded): Buffer {
  const values = Array.from(vector, (value) => Number(value.toPrecision(DIGITS)));
  return Buffer.from(`${JSON.stringify({ path, vector: values })}\n`);
}
