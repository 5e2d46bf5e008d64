/** What the page of a soak does. Each function is sent to it by itself and knows nothing but its argument. */
import type { Backend, CaptionRun, EngineKind, LoadedModel, Requests } from '../../core/protocol/index.ts';

interface SoakPage {
  model: LoadedModel;
  pictures: Blob[];
  ask<K extends EngineKind>(kind: K, payload: Requests[K]['in']): Promise<Requests[K]['out']>;
}

declare global {
  interface Window {
    soakPage: SoakPage;
  }
}

/** Starts the worker and loads the demo model and its matcher. Gives the device's name. */
export async function loadModels(task: {
  worker: string;
  backend: Backend;
  samples: string[];
}): Promise<string> {
  const worker = new Worker(new URL(task.worker, document.baseURI), { type: 'module' });
  const waiting = new Map<number, (answer: MessageEvent) => void>();
  await new Promise((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', (message) => {
      if (message.data.type === 'ready') resolve(null);
      else if (message.data.type !== 'progress') waiting.get(message.data.id)?.(message);
    });
  });
  let nextId = 1;
  const ask: SoakPage['ask'] = (kind, payload) =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, ({ data }) => {
        waiting.delete(id);
        if (data.type === 'done') resolve(data.payload);
        else reject(new Error(JSON.stringify(data)));
      });
      worker.postMessage({ id, kind, payload });
    });
  const source = { kind: 'url', url: new URL('models/demo/', document.baseURI).href } as const;
  const model = await ask('load', { source, backend: task.backend });
  if (model.backend !== task.backend) throw new Error(model.fallbackReason ?? 'another backend');
  if (model.capabilities.includes('match')) await ask('matcher', { source });
  const pictures = await Promise.all(
    task.samples.map(async (sample) => (await fetch(new URL(sample, document.baseURI))).blob()),
  );
  window.soakPage = { model, pictures, ask };
  return `${task.backend}, ${model.device}`;
}

/**
 * Captions the pictures of these numbers, the last one not included, as the page does: the next ones named ahead.
 * With `short`, each gets one greedy caption of at most so many tokens, prompt included.
 */
export async function captionMany(task: { from: number; to: number; short: number | null }): Promise<void> {
  const { from, to, short } = task;
  const { model, pictures, ask } = window.soakPage;
  const brief = short && ({ method: 'greedy', numCaptions: 1, maxLength: short } as const);
  const pictureOf = (number: number) => pictures[number % pictures.length]!;
  for (let number = from; number < to; number++) {
    const settings = { ...model.defaults, method: 'nucleus', seed: number, ...brief } as const;
    const request = { runId: `run ${number}`, picture: pictureOf(number), masked: [], settings };
    const captioning: Promise<CaptionRun> = ask('caption', request);
    const next = [number + 1, number + 2].filter((other) => other < to);
    await ask(
      'prefetch',
      next.map((other) => ({ id: `run ${other}`, file: pictureOf(other) })),
    );
    const run = await captioning;
    if (run.matchError) throw new Error(run.matchError.message);
    await ask('attention', { runId: request.runId, caption: 0, layer: 0, head: null });
  }
}
