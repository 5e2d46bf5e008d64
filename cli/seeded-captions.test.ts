import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SeededCaptions } from '../workers/engine/testing/seeded-captions.ts';
import { demoCaptions } from './testing/demo-captions.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url));
const expected: SeededCaptions = JSON.parse(
  read('../workers/engine/testing/seeded-captions.json').toString(),
);

test('the demo model writes the recorded captions in fp32', async () => {
  const weights = read('../demo-model/checkpoint/model.safetensors');
  expect(createHash('sha256').update(weights).digest('hex')).toBe(expected.checkpoint);
  expect(await demoCaptions(expected.pictures)).toEqual(expected.pictures);
});
