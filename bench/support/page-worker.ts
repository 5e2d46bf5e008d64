/** A worker of the app on an empty page of its origin. Of the app itself nothing is to be measured. */
import type { Page } from '@playwright/test';
import type { Kind, Requests } from '../../core/protocol/index.ts';

/** A request as it goes to the page: a URL where the worker gets the blob. */
export type Sent<T> = T extends Blob ? string : T extends object ? { [Key in keyof T]: Sent<T[Key]> } : T;

declare global {
  interface Window {
    /** Rejects with the worker's error. */
    askWorker(kind: Kind, payload: string, files: readonly string[]): Promise<unknown>;
    /** The last progress of any request. */
    lastProgress: unknown;
  }
}

/** Starts the worker at a URL relative to the page's; `isAnnounced` waits until it says that it is ready. */
export async function startWorker(page: Page, url: string, isAnnounced = false): Promise<void> {
  // The compiler names functions with a helper that the page does not have.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate(start, { url, isAnnounced });
}

/** Asks the worker; `files` are the URLs in the payload that stand for their contents. */
export function askWorker<K extends Kind>(
  page: Page,
  kind: K,
  payload: Sent<Requests[K]['in']>,
  files: readonly string[] = [],
): Promise<Requests[K]['out']> {
  return page.evaluate(([name, json, urls]) => window.askWorker(name, json, urls), [
    kind,
    JSON.stringify(payload),
    files,
  ] as const) as Promise<Requests[K]['out']>;
}

/** Runs in the page. */
async function start({ url, isAnnounced }: { url: string; isAnnounced: boolean }): Promise<void> {
  const worker = new Worker(new URL(url, document.baseURI), { type: 'module' });
  if (isAnnounced) {
    await new Promise((resolve, reject) => {
      worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
      worker.addEventListener('message', resolve, { once: true });
    });
  }
  const blobs = new Map<string, Promise<Blob>>();
  const blobOf = (file: string) => {
    const blob = blobs.get(file) ?? fetch(file).then((response) => response.blob());
    blobs.set(file, blob);
    return blob;
  };
  let id = 0;
  window.askWorker = async (kind, json, files) => {
    const contents = new Map(
      await Promise.all(files.map(async (file) => [file, await blobOf(file)] as const)),
    );
    const payload: unknown = JSON.parse(json, (_, value) => contents.get(value) ?? value);
    id += 1;
    const own = id;
    return new Promise((resolve, reject) => {
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.addEventListener('message', function listen({ data }) {
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
