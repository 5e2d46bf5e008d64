/** The app's caption worker on an empty page of the app's origin: of the page itself nothing is to be measured. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { EngineKind, Requests } from '../../core/protocol/index.ts';
import { ISOLATION_HEADERS } from '../../scripts/vite/security.ts';
import { ROOT } from './site.ts';

/** A request whose `picture`, all of it, is filled in where the blob is: in the page. */
export type Ask<K extends EngineKind> = Omit<Requests[K]['in'], 'picture' | 'masked'>;

declare global {
  interface Window {
    ask(kind: EngineKind, payload: string): Promise<{ out: unknown; ms: number }>;
  }
}

/**
 * Opens the page and starts the worker; `address` is the site's, `picture` the path there of the one picture that all
 * requests are about.
 */
export async function openPageWorker(browser: Browser, address: string, picture: string): Promise<Page> {
  const page = await emptyPage(browser, address);
  await page.evaluate(start, [workerPath(), picture] as const);
  return page;
}

/** Of the app's origin, and isolated as the app is. */
export async function emptyPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.route(address, (route) =>
    route.fulfill({ contentType: 'text/html', headers: ISOLATION_HEADERS, body: '<!doctype html>' }),
  );
  // What is compiled here keeps its functions' names by a helper that the page has not.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(address);
  return page;
}

/** Asks the worker; `ms` is from the question to its last answer, as the page sees it. */
export async function ask<K extends EngineKind>(
  page: Page,
  kind: K,
  payload: Ask<K>,
): Promise<{ out: Requests[K]['out']; ms: number }> {
  const answered = await page.evaluate(([asked, request]) => window.ask(asked, request), [
    kind,
    JSON.stringify(payload),
  ] as const);
  return answered as { out: Requests[K]['out']; ms: number };
}

/** Runs in the page. */
async function start([worker, picture]: readonly [string, string]): Promise<void> {
  const file = await (await fetch(picture)).blob();
  const started = new Worker(new URL(worker, document.baseURI), { type: 'module' });
  let asked = 0;
  window.ask = (kind, payload) =>
    new Promise((resolve, reject) => {
      asked += 1;
      const [id, began] = [asked, performance.now()];
      started.addEventListener('error', ({ message }) => reject(new Error(message)));
      started.addEventListener('message', ({ data }) => {
        if (data.id !== id || data.type === 'progress') return;
        if (data.type === 'done') resolve({ out: data.payload, ms: performance.now() - began });
        else reject(new Error(JSON.stringify(data)));
      });
      const named = { picture: { id: 'the picture', file, masked: [] } };
      const pictured = kind === 'caption' ? { picture: file, masked: [] } : named;
      started.postMessage({ id, kind, payload: { ...JSON.parse(payload), ...pictured } });
    });
}

/** The caption worker of the build, below the site. */
export function workerPath(): string {
  const name = readdirSync(path.join(ROOT, 'dist/assets')).find((file) =>
    /^caption\.worker-.*\.js$/.test(file),
  );
  if (!name) throw new Error('There is no caption worker in dist. Run npm run build first.');
  return `assets/${name}`;
}
