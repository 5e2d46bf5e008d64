/**
 * `npx tsx bench/duplicates.ts --folder PICTURES [--from N] [--count N] [--model BUNDLE]`: how many copies of pictures are
 * found again (recall), for each way of changing them, and how many pairs of the folder's own pictures are taken for
 * copies: by their looks alone, and with the vectors of a matcher (the demo model, unless another is named).
 *
 * `--twins PAIRS` instead of `--folder`: how many pairs that differ in one thing are taken for copies, by what differs.
 * `demo-model/evaluate.py twins` draws them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { preparePicture } from '../cli/capfilt/prepare-picture.ts';
import { openModel } from '../cli/model.ts';
import { areCopies, type Look } from '../dataset/duplicates.ts';
import { pictureVector } from '../dataset/index.ts';
import { parsePerceptualHash } from '../dataset/perceptual-hash.ts';
import { VARIANTS } from '../dataset/testing/variants.ts';
import { createMatcher } from '../workers/engine/index.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    twins: { type: 'string' },
    from: { type: 'string', default: '0' },
    count: { type: 'string' },
    model: { type: 'string' },
  },
});
if (!values.folder && !values.twins) throw new Error('--folder is missing: a folder of pictures.');
/** Pictures that are changed in every way. */
const CHANGED = 200;

const { signal } = new AbortController();
const matcher = await createMatcher(await openModel(values.model ? { model: values.model } : {}, signal));

async function lookOf(picture: Buffer): Promise<Look> {
  const { perceptualHash, pixelValues } = await preparePicture(picture, [matcher.manifest.image]);
  const features = await matcher.embed(pixelValues[0]!);
  return { hash: parsePerceptualHash(perceptualHash)!, vector: pictureVector(features, matcher.manifest) };
}

const withoutVector = ({ hash }: Look): Look => ({ hash, vector: null });
const RULES = {
  looks: (a: Look, b: Look) => areCopies(withoutVector(a), withoutVector(b)),
  'looks and vectors': areCopies,
};
const row = (name: string, counts: readonly number[]) => console.log(`| ${name} | ${counts.join(' | ')} |`);

async function measureFolder(folder: string): Promise<void> {
  const paths = readdirSync(folder)
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort()
    .slice(Number(values.from))
    .slice(0, Number(values.count ?? Number.POSITIVE_INFINITY))
    .map((name) => join(folder, name));
  const originals: Look[] = [];
  for (const path of paths) originals.push(await lookOf(readFileSync(path)));
  console.log(`${originals.length} pictures, ${(originals.length * (originals.length - 1)) / 2} pairs`);
  console.log(`| copy | ${Object.keys(RULES).join(' | ')} |`);

  const falsePairs = Object.values(RULES).map((areSame) =>
    originals.reduce(
      (sum, look, index) => sum + originals.slice(0, index).filter((other) => areSame(look, other)).length,
      0,
    ),
  );
  row('pairs taken for copies', falsePairs);
  for (const [name, change] of Object.entries(VARIANTS)) {
    const found = Object.values(RULES).map(() => 0);
    const changed = paths.slice(0, CHANGED);
    for (const [index, path] of changed.entries()) {
      const copy = await lookOf(await change(readFileSync(path)));
      for (const [rule, areSame] of Object.values(RULES).entries())
        found[rule]! += Number(areSame(copy, originals[index]!));
    }
    row(`${name}, of ${changed.length}`, found);
  }
}

/** Pairs are `KIND-NUMBER-a.png` and `KIND-NUMBER-b.png`. */
async function measureTwins(folder: string): Promise<void> {
  const found = new Map<string, number[]>();
  for (const name of readdirSync(folder).filter((each) => each.endsWith('-a.png'))) {
    const [a, b] = [name, name.replace('-a.png', '-b.png')].map((each) => readFileSync(join(folder, each)));
    const [first, second] = [await lookOf(a!), await lookOf(b!)];
    const taken = Object.values(RULES).map((areSame) => Number(areSame(first, second)));
    const kind = name.slice(0, name.indexOf('-'));
    const before = found.get(kind) ?? [0, 0, 0];
    found.set(
      kind,
      [1, ...taken].map((count, at) => before[at]! + count),
    );
  }
  console.log(`| changed | pairs | ${Object.keys(RULES).join(' | ')} |`);
  for (const [kind, counts] of found) row(kind, counts);
}

await (values.twins ? measureTwins(values.twins) : measureFolder(values.folder!));
await matcher.dispose();
