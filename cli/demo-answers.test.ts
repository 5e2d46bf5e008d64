/** The demo model answers questions about the samples, in Node, from the pictures that its captioner encodes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { answererBundle, createAnswerer, createEngine } from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/index.ts';
import { CHECKPOINT, ID } from './demo.ts';
import { exportFolder } from './export.ts';
import { openModel } from './model.ts';
import { readPicture } from './picture-files.ts';

const ASKED: Record<string, Record<string, string>> = {
  '01.webp': { 'what is on the left?': 'tractor', 'what is between the tractor and the pizza?': 'fish' },
  '11.webp': { 'what color is the umbrella?': 'red', 'where is this?': 'in the snow' },
  '18.webp': { 'how many whales do you see?': 'two', 'are there three whales?': 'no' },
  '22.webp': { 'is the rabbit above the penguins?': 'yes', 'how many dogs are there?': 'none' },
};

const folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
afterAll(() => rm(folder, { recursive: true }));

test('what, where, how many, which colour, yes or no', async () => {
  const { signal } = new AbortController();
  const [out, target, dtype] = [join(folder, 'demo'), 'node', 'q8'] as const;
  await exportFolder({ folder: CHECKPOINT, id: ID, out, target, dtype, signal });
  const engine = await createEngine(await openModel({ model: out }, signal));
  const answerer = await createAnswerer(await openModel({ model: out }, signal, answererBundle), {
    encoded: true,
  });
  for (const [name, asked] of Object.entries(ASKED)) {
    const path = fileURLToPath(new URL(`../public/samples/${name}`, import.meta.url));
    const image = await engine.encode(preprocess(await readPicture(path), engine.manifest.image));
    for (const [question, answer] of Object.entries(asked)) {
      const [best] = await answerer.answer(image, question);
      expect(best!.text, `${name}: ${question}`).toBe(answer);
    }
    image.dispose();
  }
  await Promise.all([engine.dispose(), answerer.dispose()]);
});
