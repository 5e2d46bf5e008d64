/**
 * The service worker: keeps the shell for work without a network, and adds to every answer the headers that make
 * the page cross-origin isolated, for hosts that cannot send them. The runtime and the models are the caption
 * worker's to keep.
 */

import type { ToServiceWorker } from '../core/protocol/index.ts';
import { Shell } from './storage/shell.ts';
import type { ShellFile } from './storage/shell-files.ts';
import { takeOver } from './storage/take-over.ts';
import { STORAGE_TIMEOUT_MS, within } from './storage/within.ts';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (ShellFile | Omit<ShellFile, 'sha256'>)[] };

/** How long a page may take to open. Milliseconds. */
const PAGE_TIMEOUT_MS = 20_000;

const { scope } = self.registration;
/** The pages, by the addresses at which they are opened. */
const PAGES = new Map([
  [scope, 'index.html'],
  [new URL('index.html', scope).href, 'index.html'],
  [new URL('bench', scope).href, 'bench.html'],
  [new URL('bench.html', scope).href, 'bench.html'],
]);

/** The package's reference, which may be beside the app: its pages are not made for the app's policy. */
const REFERENCE = new URL('api/', scope).href;

const shell = new Shell({
  scope,
  // The build lists the icons and the web app manifest a second time, without hashes.
  files: self.__WB_MANIFEST.filter((file) => 'sha256' in file),
  openPages,
  isUpdating: () => Boolean(self.registration.installing ?? self.registration.waiting),
});

self.addEventListener('install', (event) => event.waitUntil(shell.install()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver(shell, self.clients)));
self.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  if (method !== 'GET' || new URL(url).origin !== self.location.origin) return;
  if (url.startsWith(REFERENCE)) return;
  if (mode !== 'navigate' && !shell.mayHave(url)) return;
  event.respondWith(answer(event.request));
  // Not waited for: a new version takes over only when the events of this one have ended.
  if (mode === 'navigate') void dropEarlierAfter(event.resultingClientId).catch(() => {});
});
self.addEventListener('message', (event) => event.waitUntil(answerPage(event)));

async function answerPage({ data, ports: [port] }: ExtendableMessageEvent): Promise<void> {
  const message: ToServiceWorker | null = data;
  if (message?.type === 'OPENED_PAGE') port?.postMessage(await shell.opened(message.script));
  if (message?.type !== 'SKIP_WAITING') return;
  await within(STORAGE_TIMEOUT_MS, shell.accept());
  // Not waited for: it takes until the running version has ended.
  void self.skipWaiting();
  port?.postMessage(null);
}

async function openPages(): Promise<string[]> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.filter(({ url }) => url.startsWith(scope)).map(({ id }) => id);
}

/** Once the page is open, the one that it replaced is gone. */
async function dropEarlierAfter(pageId: string): Promise<void> {
  if (pageId) await within(PAGE_TIMEOUT_MS, self.clients.get(pageId));
  await shell.dropEarlier();
}

async function answer(request: Request): Promise<Response> {
  const page = request.mode === 'navigate' ? PAGES.get(withoutQuery(request.url)) : undefined;
  const url = page ? new URL(page, scope).href : request.url;
  const accepted = page ? await shell.acceptedPage(url) : undefined;
  const response = accepted ?? (await shell.answer(request, url));
  return withHeaders(response, request.url);
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** A redirected answer is copied as well: browsers refuse one for a navigation. */
function withHeaders(response: Response, url: string): Response {
  if (response.type === 'error' || response.type.startsWith('opaque')) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SERVED.headers)) headers.set(name, value);
  const { installer } = SERVED;
  if (new RegExp(installer.path).test(withoutQuery(url))) {
    headers.set('Content-Security-Policy', installer.policy);
  }
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
