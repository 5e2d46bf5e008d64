/** A question answerer in a captioner's bundle, on the real runtime. */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../../core/answers.ts';
import { ANSWERER_TWIN, answererAlone, answererCheckpoint } from '../../../model-export/testing/answerer.ts';
import {
  type ExportedBundle,
  exportedFiles,
  type ReadTensor,
  readTensors,
} from '../../../model-export/testing/reference.ts';
import { createEngine, type Engine } from '../engine.ts';
import { onProcessor } from '../testing/engine-options.ts';
import { type Answerer, answererBundle, createAnswerer } from './answerer.ts';

const QUESTION = 'what is next to the red dog?';

const generated = (answers: Answer[]) =>
  answers.map(({ text, tokenIds, tokens }) => ({ text, tokenIds, tokens }));

describe('an answerer in a captioner’s bundle', () => {
  let bundle: ExportedBundle;
  let engine: Engine;
  let [alone, beside]: Answerer[] = [];
  let tensor: ReadTensor;
  beforeAll(async () => {
    bundle = await exportedFiles(await answererCheckpoint(), 'both');
    engine = await createEngine(await onProcessor(runtime, bundle));
    beside = await createAnswerer(await onProcessor(runtime, answererBundle(bundle)), { encoded: true });
    const twin = await exportedFiles(answererAlone(), 'alone');
    alone = await createAnswerer(await onProcessor(runtime, answererBundle(twin)));
    tensor = await readTensors(ANSWERER_TWIN);
  });
  afterAll(() => Promise.all([engine, alone, beside].map((each) => each!.dispose())));

  test('gives the answers that it gives alone, from the captioner’s encoding', async () => {
    const pixels = await tensor('noise/pixel_values');
    const [ours, theirs] = [await engine.encode(pixels), await alone!.encode(pixels)];
    const answers = await beside!.answer(ours, QUESTION);
    expect(generated(answers)).toEqual(generated(await alone!.answer(theirs, QUESTION)));
    ours.dispose();
    theirs.dispose();
  });

  test('has no encoder of its own then', async () => {
    const pixels = await tensor('noise/pixel_values');
    await expect(beside!.encode(pixels)).rejects.toThrow('The graph vision_encoder was not loaded.');
  });

  test('encodes by itself where there is no captioner', async () => {
    const answerer = await createAnswerer(await onProcessor(runtime, answererBundle(bundle)));
    const image = await answerer.encode(await tensor('noise/pixel_values'));
    expect(await answerer.answer(image, QUESTION)).toHaveLength(3);
    image.dispose();
    await answerer.dispose();
  });

  test('is not loaded with the captioner’s words', async () => {
    const loading = onProcessor(runtime, bundle).then((options) => createAnswerer(options));
    await expect(loading).rejects.toThrow('answererBundle');
  });
});
