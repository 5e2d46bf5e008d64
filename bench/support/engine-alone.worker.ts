/** The caption worker, with one more request: the work of a run on pictures that are read already, and nothing else. */
import type { CaptionSettings, EngineKind, ToWorker } from '../../core/protocol/index.ts';
import { restrictCode } from '../../core/trusted-types.ts';
import { pictureSeed } from '../../dataset/index.ts';
import { type Captioning, captionPictures, imageSettingsOf } from '../../workers/capfilt/index.ts';
import { preparePicture } from '../../workers/collections/prepare-picture.ts';
import { capFiltModels } from '../../workers/collections/run/captioner.ts';
import { SerialQueue } from '../../workers/engine/index.ts';
import { readPicture } from '../../workers/image/decode.ts';
import { createRuntimes } from '../../workers/runtime/runtimes.ts';
import { createCaptionService } from '../../workers/serve/caption-service.ts';
import { LoadedModels } from '../../workers/serve/loaded-models.ts';
import { nextTask, restAfterSlices } from '../../workers/serve/next-task.ts';
import { createServer } from '../../workers/serve/serve.ts';
import { openShippedBundle } from '../../workers/storage/bundle.ts';
import { storedFp16Verdict } from '../../workers/storage/fp16-verdicts.ts';
import { openInstalledBundle } from '../../workers/storage/installed.ts';

export interface AloneRequest {
  kind: 'alone';
  id: number;
  files: File[];
  settings: CaptionSettings;
  /** Pictures in a batch; null for as many as a run takes. */
  batch: number | null;
  /** Ends early after so many milliseconds. */
  ms: number;
}

export interface AloneResult {
  pictures: number;
  ms: number;
}

// The runtime's threads are workers of this worker.
restrictCode(self);

const turns = new SerialQueue();
const models = new LoadedModels(turns);
const services = {
  runtimes: createRuntimes(console.error),
  openBundle: openShippedBundle,
  openInstalledBundle,
  fp16Verdict: storedFp16Verdict,
  turns,
  readPicture,
};
const serve = createServer<EngineKind>(
  createCaptionService(services, models),
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
  console.error,
  turns,
);
self.addEventListener('message', async ({ data }: MessageEvent<ToWorker<EngineKind> | AloneRequest>) => {
  if (data.kind !== 'alone') return serve(data);
  self.postMessage({ id: data.id, type: 'done', payload: await captionAlone(data) });
});

async function captionAlone({ files, settings, batch: size, ms }: AloneRequest): Promise<AloneResult> {
  const used = models.require();
  const { engine } = used.captioner;
  const own = capFiltModels(used);
  const images = imageSettingsOf(own);
  const inputs = [];
  for (const file of files) {
    const { pixelValues, sha256: hash } = await preparePicture(file, images);
    inputs.push({ pixelValues, originals: [], embedded: [], seed: pictureSeed(settings.seed, hash) });
  }
  const { signal } = new AbortController();
  const step: Captioning['step'] = async (job) => {
    await nextTask();
    return job();
  };
  const start = performance.now();
  let pictures = 0;
  while (performance.now() - start < ms) {
    const first = pictures % inputs.length;
    const batch = inputs.slice(first, first + (size ?? engine.picturesPerBatch));
    await captionPictures({ models: own, settings, signal, step, rest: restAfterSlices() }, batch);
    pictures += batch.length;
  }
  return { pictures, ms: performance.now() - start };
}
