/** The whole measurement, on a tiny checkpoint: what is timed and how often, never how long it took. */
import * as runtime from 'onnxruntime-node';
import { expect, test, vi } from 'vitest';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { exportPlain, readPlainManifest } from '../../model-export/export.ts';
import { memorySink, referenceCheckpoint } from '../../model-export/testing/memory.ts';
import { exported } from '../../model-export/testing/reference.ts';
import type { EngineOptions } from '../engine/index.ts';
import { onProcessor } from '../engine/testing/engine-options.ts';
import { engineSubject } from './engine-subject.ts';
import { type MeasureOptions, measure, wordsOf } from './measure.ts';
import { plainSubject } from './plain.ts';
import { promptIds } from './subject.ts';

const CHECKPOINT = 'odd-9';
const AMOUNTS = { repeats: 2, captions: [1, 3], words: 4, pictures: 3, folderSeconds: 60 };

async function engineOptions(): Promise<EngineOptions> {
  return onProcessor(runtime, await exported(`checkpoints/${CHECKPOINT}`));
}

async function plainOptions(): Promise<EngineOptions> {
  const sink = memorySink();
  await exportPlain({ files: referenceCheckpoint(CHECKPOINT), id: CHECKPOINT, dtype: 'fp32', sink });
  const manifest = readPlainManifest(new TextDecoder().decode(sink.files.get(MANIFEST_FILE)));
  return onProcessor(runtime, { manifest, read: async (name) => sink.files.get(name)! });
}

function measuring(options: EngineOptions, changes: Partial<MeasureOptions> = {}): MeasureOptions {
  const { size } = options.bundle.manifest.image;
  return {
    amounts: AMOUNTS,
    prompt: promptIds(options),
    pixels: async (index) => new Float32Array(3 * size ** 2).fill(index / 10),
    progress: () => {},
    signal: new AbortController().signal,
    ...changes,
  };
}

test('the engine is timed in all its parts, as often as asked', async () => {
  const options = await engineOptions();
  const subject = await engineSubject(options);
  const progress = vi.fn();
  const times = await measure(subject, measuring(options, { progress }));
  expect(times).toMatchObject({
    encode: { length: 2 },
    keysValues: { length: 2 },
    threeCaptions: { length: 2 },
  });
  expect(times.steps.map(({ captions, ms }) => [captions, ms.length])).toEqual([
    [1, 8],
    [3, 8],
  ]);
  expect(times).toMatchObject({ maps: { length: 2 }, gradCam: { length: 2 }, folder: { pictures: 3 } });
  expect(new Set(progress.mock.calls.map(([{ stage }]) => stage))).toEqual(
    new Set(['encode', 'step', 'captions', 'maps', 'folder', 'gradCam']),
  );
  await subject.dispose();
});

test('the plain captioner has neither keys and values nor maps, and says the same', async () => {
  const [own, other] = [await engineOptions(), await plainOptions()];
  const [engine, plain] = [await engineSubject(own), await plainSubject(other)];
  const times = await measure(plain, measuring(other));
  expect(times).toMatchObject({ encode: { length: 2 }, keysValues: [], maps: [], gradCam: [] });
  expect(times.steps[1]?.ms).toHaveLength(8);
  const words = await wordsOf(plain, measuring(other));
  expect(words).toHaveLength(3);
  expect(words).toEqual(await wordsOf(engine, measuring(own)));
  await Promise.all([engine.dispose(), plain.dispose()]);
});

test('a folder ends when its time is up, a measurement when it is cancelled', async () => {
  const options = await engineOptions();
  const subject = await engineSubject(options);
  const amounts = { ...AMOUNTS, folderSeconds: 0 };
  expect((await measure(subject, measuring(options, { amounts }))).folder.pictures).toBe(0);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(measure(subject, measuring(options, { signal }))).rejects.toThrow('enough');
  await subject.dispose();
});
