/**
 * Writes `workers/engine/testing/seeded-captions.json` for a new demo model, with the same pictures and seeds.
 *
 *   npx tsx cli/testing/write-seeded-captions.ts
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { SeededCaptions } from '../../workers/engine/testing/seeded-captions.ts';
import { demoCaptions } from './demo-captions.ts';

const FILE = new URL('../../workers/engine/testing/seeded-captions.json', import.meta.url);
const WEIGHTS = new URL('../../demo-model/checkpoint/model.safetensors', import.meta.url);

const { pictures }: SeededCaptions = JSON.parse(await readFile(FILE, 'utf8'));
const captions: SeededCaptions = {
  checkpoint: createHash('sha256')
    .update(await readFile(WEIGHTS))
    .digest('hex'),
  pictures: await demoCaptions(pictures),
};
await writeFile(FILE, `${JSON.stringify(captions, null, 2)}\n`);
