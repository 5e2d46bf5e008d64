/** What the page of `bench/read-ahead.ts` does. Each function is sent to it by itself and knows nothing but its argument. */
import type { Backend, EngineKind, LoadedModel, Requests } from '../../core/protocol/index.ts';

interface AheadPage {
  model: LoadedModel;
  photographs: Blob[];
  /** Asks the caption worker; resolves when it has done what was asked. */
  ask<K extends EngineKind>(kind: K, payload: Requests[K]['in']): Promise<Requests[K]['out']>;
}

declare global {
  interface Window {
    aheadPage: AheadPage;
  }
}

export interface LoadTask {
  /** The caption worker's file. */
  worker: string;
  backend: Backend;
  photographs: string[];
}

/** Starts the worker, loads the demo model and fetches the photographs. Gives the device's name. */
export async function loadPage({ worker, backend, photographs }: LoadTask): Promise<string> {
  const started = new Worker(new URL(worker, document.baseURI), { type: 'module' });
  let asked = 0;
  const ask: AheadPage['ask'] = (kind, payload) =>
    new Promise((resolve, reject) => {
      asked += 1;
      const id = asked;
      started.addEventListener('error', ({ message }) => reject(new Error(message)));
      started.addEventListener('message', ({ data }) => {
        if (data.id !== id || data.type === 'progress') return;
        if (data.type === 'done') resolve(data.payload);
        else reject(new Error(JSON.stringify(data)));
      });
      started.postMessage({ id, kind, payload });
    });
  const source = { kind: 'url', url: new URL('models/demo/', document.baseURI).href } as const;
  const model = await ask('load', { source, backend });
  if (model.backend !== backend) throw new Error(model.fallbackReason ?? 'another backend');
  const files = photographs.map(async (name) => (await fetch(new URL(name, document.baseURI))).blob());
  window.aheadPage = { model, photographs: await Promise.all(files), ask };
  return model.device;
}

/** Captions all photographs, as the page does; `ahead` names the next two to the worker. Milliseconds of all. */
export async function captionAll({ ahead }: { ahead: boolean }): Promise<number> {
  const { model, photographs, ask } = window.aheadPage;
  const settings = { ...model.defaults, method: 'nucleus', seed: 1 } as const;
  const start = performance.now();
  for (const [index, image] of photographs.entries()) {
    const captioning = ask('caption', { runId: `run ${index}`, image, hidden: [], settings });
    const next = photographs.slice(index + 1, index + 3);
    if (ahead) {
      await ask(
        'ahead',
        next.map((file, place) => ({ id: `run ${index + 1 + place}`, file })),
      );
    }
    await captioning;
  }
  return performance.now() - start;
}
