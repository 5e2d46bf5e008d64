/**
 * The service worker: keeps the shell for work without a network, and adds to every answer the headers that make
 * the page cross-origin isolated, for hosts that cannot send them. The runtime and the models are the caption
 * worker's to keep.
 */

import { cachedFile, checkShellFile, isShellFile } from './storage/shell-files.ts';
import { SHELL_PREFIX } from './storage/shells.ts';

/** A file of the shell; null stands for a name that changes with the content. */
interface ShellFile {
  url: string;
  revision: string | null;
}

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: ShellFile[] };

const { scope } = self.registration;
/** The pages, by the addresses at which they are opened. */
const PAGES = new Map([
  [scope, 'index.html'],
  [new URL('index.html', scope).href, 'index.html'],
  [new URL('bench', scope).href, 'bench.html'],
  [new URL('bench.html', scope).href, 'bench.html'],
]);
/** Other copies of the app may share the origin. */
const OWN_PREFIX = `${SHELL_PREFIX}${scope} `;

const shell = new Map(self.__WB_MANIFEST.map((file) => [new URL(file.url, self.location.href).href, file]));

/** Named after all the files' names and revisions: each version has a separate cache, and the one in use is never touched. */
const shellName = fingerprint([...shell].map(([url, { revision }]) => `${url} ${revision}`).join('\n')).then(
  (hash) => OWN_PREFIX + hash,
);

self.addEventListener('install', (event) => event.waitUntil(storeShell()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === self.location.origin)
    event.respondWith(answer(event.request));
});
self.addEventListener('message', ({ data }) => {
  // What workbox-window says when the person accepts the new version; until then the old one stays.
  if (data?.type === 'SKIP_WAITING') void self.skipWaiting();
});

async function storeShell(): Promise<void> {
  const cache = await caches.open(await shellName);
  await Promise.all(
    [...shell].map(async ([url, { revision }]) => cache.put(url, await fileOf(url, revision))),
  );
}

/** A name that changes with the content may be found anywhere; any other is asked for whether it has changed. */
async function fileOf(url: string, revision: string | null): Promise<Response> {
  const cached = revision === null ? await caches.match(url) : undefined;
  // An earlier version may have stored a host's start page under this name.
  if (cached && isShellFile(cached, url)) return cached;
  const response = await fetch(url, { cache: revision === null ? 'default' : 'no-cache' });
  checkShellFile(response, url);
  return response;
}

async function fingerprint(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function shellCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(OWN_PREFIX));
}

async function takeOver(): Promise<void> {
  const current = await shellName;
  const outdated = (await shellCaches()).filter((name) => name !== current);
  await Promise.all(outdated.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const page = request.mode === 'navigate' ? PAGES.get(withoutQuery(request.url)) : undefined;
  const cached = await cachedFile(caches, shellName, page ? new URL(page, scope).href : request.url);
  const response = cached ?? (await fetch(request));
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
