/** A folder of pictures in the page's own file system, and the workers that caption it, on an empty page. */
import type { Page } from '@playwright/test';
import type { Kind, Requests, RunCollectionProgress } from '../../core/protocol/index.ts';
import type { AloneRequest, AloneResult } from './engine-alone.worker.ts';

export type FolderWorker = 'collection' | 'caption' | 'alone';

/** What the script in the page offers. */
interface FolderPage {
  /** Draws pictures from samples, each in other colours, and stores them as JPEG. */
  draw(samples: readonly string[], pictures: number): Promise<void>;
  /** A payload without a `source` gets the folder. */
  ask(worker: FolderWorker, kind: string, payload: object): Promise<unknown>;
  alone(
    request: Pick<AloneRequest, 'settings' | 'batch' | 'ms'> & { pictures: number },
  ): Promise<AloneResult>;
  /** Of the run. */
  progress: Omit<RunCollectionProgress, 'records'> | null;
  messages: number;
  /** Tasks of the main thread that took over 50 ms, in milliseconds. */
  longTasks: number[];
}

declare global {
  interface Window {
    folder: FolderPage;
  }
}

/** Starts the workers, at URLs relative to the page's. */
export async function startFolderPage(page: Page, workers: Record<FolderWorker, string>): Promise<void> {
  // The compiler names functions with a helper that the page does not have.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate(start, workers);
}

export function askFolder<K extends Kind>(
  page: Page,
  worker: FolderWorker,
  kind: K,
  payload: object,
): Promise<Requests[K]['out']> {
  return page.evaluate(([to, what, sent]) => window.folder.ask(to, what, sent), [
    worker,
    kind,
    payload,
  ] as const) as Promise<Requests[K]['out']>;
}

/** Runs in the page. */
async function start(urls: Record<FolderWorker, string>): Promise<void> {
  const NAME = 'pictures';
  const root = await navigator.storage.getDirectory();
  const handle = await root.getDirectoryHandle(NAME, { create: true });
  const source = { kind: 'directory', name: NAME, handle };
  const workers = Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [
      name,
      new Worker(new URL(url, document.baseURI), { type: 'module' }),
    ]),
  );
  let ids = 0;
  const ask = (worker: FolderWorker, message: object) => {
    const id = ++ids;
    return new Promise<unknown>((resolve, reject) => {
      const to = workers[worker]!;
      to.addEventListener('error', ({ message }) => reject(new Error(message)));
      to.addEventListener('message', function listen({ data }) {
        if (data.id !== id) return;
        folder.messages += 1;
        if (data.type === 'progress') {
          const { records: _, ...counts } = data.payload;
          folder.progress = counts;
          return;
        }
        to.removeEventListener('message', listen);
        if (data.type === 'done') resolve(data.payload);
        else reject(new Error(JSON.stringify(data)));
      });
      to.postMessage({ id, ...message });
    });
  };
  async function write(name: string, blob: Blob): Promise<void> {
    const writable = await (await handle.getFileHandle(name, { create: true })).createWritable();
    await writable.write(blob);
    await writable.close();
  }
  const folder: FolderPage = {
    progress: null,
    messages: 0,
    longTasks: [],
    draw: async (samples, pictures) => {
      const bitmaps = await Promise.all(
        samples.map(async (url) => createImageBitmap(await (await fetch(url)).blob())),
      );
      for (let number = 0; number < pictures; number++) {
        const bitmap = bitmaps[number % bitmaps.length]!;
        const canvas = new OffscreenCanvas(640, 480);
        const context = canvas.getContext('2d')!;
        context.filter = `hue-rotate(${(number * 37) % 360}deg)`;
        context.drawImage(bitmap, 0, 0, 640, 480);
        context.fillRect(number % 640, Math.floor(number / 640), 1, 1);
        const name = `${String(number).padStart(5, '0')}.jpg`;
        await write(name, await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 }));
      }
    },
    ask: (worker, kind, payload) => ask(worker, { kind, payload: { source, ...payload } }),
    alone: async ({ pictures, ...request }) => {
      const files: File[] = [];
      for (let number = 0; number < pictures; number++) {
        const name = `${String(number).padStart(5, '0')}.jpg`;
        files.push(await (await handle.getFileHandle(name)).getFile());
      }
      return (await ask('alone', { kind: 'alone', files, ...request })) as AloneResult;
    },
  };
  window.folder = folder;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) folder.longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}
