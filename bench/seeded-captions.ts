/**
 * Makes `workers/engine/testing/seeded-captions.json` anew, for another demo model: the same pictures and seeds.
 *
 *   npx tsx bench/seeded-captions.ts
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { demoCaptions } from '../cli/testing/demo-captions.ts';
import type { SeededCaptions } from '../workers/engine/testing/seeded-captions.ts';

const FILE = new URL('../workers/engine/testing/seeded-captions.json', import.meta.url);
const WEIGHTS = new URL('../demo-model/checkpoint/model.safetensors', import.meta.url);

const { pictures }: SeededCaptions = JSON.parse(await readFile(FILE, 'utf8'));
const captions: SeededCaptions = {
  checkpoint: createHash('sha256')
    .update(await readFile(WEIGHTS))
    .digest('hex'),
  pictures: await demoCaptions(pictures),
};
await writeFile(FILE, `${JSON.stringify(captions, null, 2)}\n`);
