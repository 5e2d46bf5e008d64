/** A worker of the app on an empty page of its origin. Of the app itself nothing is to be measured. */
import type { Page } from '@playwright/test';
import type { Kind, Requests } from '../../core/protocol/index.ts';

/** A request as it goes to the page: a URL where the worker gets the blob. */
export type Sent<T> = T extends Blob ? string : T extends object ? { [Key in keyof T]: Sent<T[Key]> } : T;

declare global {
  interface Window {
    /** Rejects with the worker's error. */
    askWorker(kind: Kind, payload: string): Promise<unknown>;
    /** The last progress of any request. */
    lastProgress: unknown;
    /** Ended when another one starts. */
    worker?: Worker;
  }
}

/** Starts the worker at a URL relative to the page's, in place of the one before; `isAnnounced` waits until it says that it is ready. */
export async function startWorker(page: Page, url: string, isAnnounced = false): Promise<void> {
  // The compiler names functions with a helper that the page does not have.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate(start, { url, isAnnounced });
}

/** Asks the worker. A text that begins with `samples/` is the URL of the file that the worker gets in its place. */
export function askWorker<K extends Kind>(
  page: Page,
  kind: K,
  payload: Sent<Requests[K]['in']>,
): Promise<Requests[K]['out']> {
  const ask = ([name, json]: readonly [Kind, string]) => window.askWorker(name, json);
  return page.evaluate(ask, [kind, JSON.stringify(payload)] as const) as Promise<Requests[K]['out']>;
}

/** Runs in the page. */
async function start({ url, isAnnounced }: { url: string; isAnnounced: boolean }): Promise<void> {
  window.worker?.terminate();
  const worker = new Worker(new URL(url, document.baseURI), { type: 'module' });
  window.worker = worker;
  if (isAnnounced) {
    await new Promise((resolve, reject) => {
      worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
      worker.addEventListener('message', resolve, { once: true });
    });
  }
  const blobs = new Map<string, Blob>();
  let id = 0;
  window.askWorker = async (kind, json) => {
    for (const file of json.match(/(?<=")samples\/[^"]+/g) ?? [])
      if (!blobs.has(file)) blobs.set(file, await (await fetch(file)).blob());
    const payload: unknown = JSON.parse(json, (_, value) => blobs.get(value) ?? value);
    id += 1;
    const own = id;
    return new Promise((resolve, reject) => {
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.addEventListener('message', function listen({ data }) {
        if (data.type === 'lost') reject(new Error(`lost: ${JSON.stringify(data.error)}`));
        if (data.id !== own) return;
        if (data.type === 'progress') {
          window.lastProgress = data.payload;
          return;
        }
        worker.removeEventListener('message', listen);
        if (data.type === 'done') resolve(data.payload);
        else reject(new Error(JSON.stringify(data)));
      });
      worker.postMessage({ id: own, kind, payload });
    });
  };
}
