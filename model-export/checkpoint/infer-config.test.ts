import path from 'node:path';
import { expect, test } from 'vitest';
import { readText } from '../io/byte-source.ts';
import { folderFiles, REFERENCE } from '../testing/memory.ts';
import { inferConfig } from './infer-config.ts';
import { toHubNames } from './key-names.ts';
import { readPyTorch } from './pytorch/read.ts';

const FILE = 'heads-of-64.pth';
const POSITIONS = 'vision_model.embeddings.position_embedding';

/** The original file's tensors and vocabulary, with that many image tokens. */
async function withPositions(count: number) {
  const files = folderFiles(path.join(REFERENCE, 'originals/heads-of-64'));
  const tensors = toHubNames(await readPyTorch(await files.open(FILE), FILE)).map((tensor) =>
    tensor.name === POSITIONS ? { ...tensor, shape: [1, count, 64] } : tensor,
  );
  const vocabulary = (await readText(await files.open('vocab.txt'))).split('\n');
  return { tensors, vocabulary };
}

test('infers the picture size from the patches', async () => {
  const { tensors, vocabulary } = await withPositions(26);
  const { vision } = inferConfig(tensors, { vocabulary }).config.architecture;
  expect(vision.imageSize).toBe(5 * vision.patchSize);
});

test.each([1, 25, 27, 577 + 1])('refuses %i positions, which are not a square plus 1', async (count) => {
  const { tensors, vocabulary } = await withPositions(count);
  const infer = () => inferConfig(tensors, { vocabulary });
  expect(infer).toThrow(expect.objectContaining({ code: 'unsupported-model' }));
  expect(infer).toThrow(`These weights have ${count} positions for pictures`);
});
