/** A measurement of a tiny checkpoint: what is timed and how often, never how long it took. */
import * as runtime from 'onnxruntime-node';
import { expect, test, vi } from 'vitest';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { exportBaseline, readBaselineManifest } from '../../model-export/export.ts';
import { memorySink, referenceCheckpoint } from '../../model-export/testing/memory.ts';
import { mixtureCheckpoint } from '../../model-export/testing/mixture.ts';
import { exported, exportedFiles } from '../../model-export/testing/reference.ts';
import type { EngineOptions } from '../engine/index.ts';
import { onProcessor } from '../engine/testing/engine-options.ts';
import { baselineSubject } from './baseline.ts';
import { engineSubject } from './engine-subject.ts';
import { greedyCaptions, type MeasureOptions, measure, measureAll } from './measure.ts';
import { promptIds } from './subject.ts';

const CHECKPOINT = 'odd-9';
const AMOUNTS = { repeats: 2, captions: [1, 3], batches: [1, 2], words: 4, pictures: 3, folderSeconds: 60 };

async function engineOptions(): Promise<EngineOptions> {
  return onProcessor(runtime, await exported(`checkpoints/${CHECKPOINT}`));
}

async function baselineOptions(): Promise<EngineOptions> {
  const sink = memorySink();
  await exportBaseline({ files: referenceCheckpoint(CHECKPOINT), id: CHECKPOINT, dtype: 'fp32', sink });
  const manifest = readBaselineManifest(new TextDecoder().decode(sink.files.get(MANIFEST_FILE)));
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

test('the engine is timed in all its parts, as often as requested', async () => {
  const options = await engineOptions();
  const subject = await engineSubject(options);
  const progress = vi.fn();
  const { times } = await measureAll(subject, measuring(options, { progress }));
  expect(times).toMatchObject({
    encode: { length: 2 },
    keysValues: { length: 2 },
    threeCaptions: { length: 2 },
    maps: { length: 2 },
    gradCam: { caption: { length: 2 }, itm: [] },
    folder: { pictures: 3 },
  });
  expect(times?.steps.map(({ captions, ms }) => [captions, ms.length])).toEqual([
    [1, 8],
    [3, 8],
  ]);
  expect(times?.batches.map(({ pictures, ms }) => [pictures, ms.length])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  expect(new Set(progress.mock.calls.map(([{ stage }]) => stage))).toEqual(
    new Set(['encode', 'step', 'captions', 'batches', 'maps', 'folder', 'gradCam']),
  );
});

test('Grad-CAM is timed under the matcher too, where the bundle has one', async () => {
  const { files } = await mixtureCheckpoint('shared');
  const options = await onProcessor(runtime, await exportedFiles(files, 'mixture'));
  const { times } = await measureAll(await engineSubject(options), measuring(options));
  expect(times?.gradCam).toMatchObject({ caption: { length: 2 }, itm: { length: 2 } });
});

test('the baseline has no keys and values and no maps, and writes the same captions', async () => {
  const [own, other] = [await engineOptions(), await baselineOptions()];
  const [engine, baseline] = [await engineSubject(own), await baselineSubject(other)];
  const { times, captions } = await measureAll(baseline, measuring(other));
  expect(times).toMatchObject({ encode: { length: 2 }, keysValues: [], batches: [], maps: [] });
  expect(times?.gradCam).toEqual({ caption: [], itm: [] });
  expect(times?.steps[1]?.ms).toHaveLength(8);
  expect(captions).toHaveLength(3);
  expect(captions).toEqual(await greedyCaptions(engine, measuring(own)));
  await engine.dispose();
});

test('a folder ends when its time is over, a measurement when it is cancelled', async () => {
  const options = await engineOptions();
  const subject = await engineSubject(options);
  const amounts = { ...AMOUNTS, folderSeconds: 0 };
  expect((await measure(subject, measuring(options, { amounts }))).folder.pictures).toBe(0);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(measure(subject, measuring(options, { signal }))).rejects.toThrow('enough');
  await subject.dispose();
});
