/**
 * `npx tsx bench/duplicates.ts --folder PICTURES [--count N]`: how many copies of pictures the perceptual hash finds again
 * (recall), for each way of changing them, and how many pairs of the folder's own pictures it takes for copies.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { looksSame, type PerceptualHash, parsePerceptualHash } from '../dataset/perceptual-hash.ts';
import { hashOf, VARIANTS } from '../dataset/testing/variants.ts';

const { values } = parseArgs({ options: { folder: { type: 'string' }, count: { type: 'string' } } });
if (!values.folder) throw new Error('--folder is missing: a folder of pictures.');
/** Pictures that are changed in every way. */
const CHANGED = 200;

const paths = readdirSync(values.folder)
  .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
  .sort()
  .slice(0, Number(values.count ?? Number.POSITIVE_INFINITY))
  .map((name) => join(values.folder!, name));
const parsed = async (picture: Buffer): Promise<PerceptualHash> =>
  parsePerceptualHash(await hashOf(picture))!;

const originals: PerceptualHash[] = [];
for (const path of paths) originals.push(await parsed(readFileSync(path)));

let falsePairs = 0;
for (const [index, hash] of originals.entries())
  for (const other of originals.slice(0, index)) falsePairs += Number(looksSame(hash, other));
console.log(`${originals.length} pictures, ${(originals.length * (originals.length - 1)) / 2} pairs`);
console.log(`pairs taken for copies: ${falsePairs}`);

for (const [name, change] of Object.entries(VARIANTS)) {
  let found = 0;
  const changed = paths.slice(0, CHANGED);
  for (const [index, path] of changed.entries())
    found += Number(looksSame(await parsed(await change(readFileSync(path))), originals[index]!));
  console.log(`${name}: ${found} of ${changed.length} found`);
}
