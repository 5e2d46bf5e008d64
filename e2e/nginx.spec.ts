/** The site on nginx, with the configuration of deploy/: what each kind of file is sent with. */
import { SERVED } from '../scripts/vite/security';
import { expect, test } from './fixtures';
import { hasNginx, Nginx } from './support/nginx';
import { StaticHost } from './support/static-host';

const FOREVER = 'public, max-age=31536000, immutable';
const asset = (name: RegExp) => StaticHost.assets().find((path) => name.test(path)) ?? `no ${name}`;

/** A file of each kind, its type, and how long caches keep it. */
const FILES = [
  ['', 'text/html; charset=utf-8', 'no-cache'],
  ['bench.html', 'text/html; charset=utf-8', 'no-cache'],
  ['sw.js', /javascript/, 'no-cache'],
  ['manifest.webmanifest', 'application/manifest+json', 'no-cache'],
  ['licenses.txt', 'text/plain; charset=utf-8', 'no-cache'],
  ['models/demo/wasm/blipscope.json', 'application/json', 'no-cache'],
  ['models/demo/wasm/vision_encoder.bin', 'application/octet-stream', 'no-cache'],
  ['samples/01.webp', 'image/webp', 'no-cache'],
  [asset(/index-.*\.js$/), /javascript/, FOREVER],
  [asset(/index-.*\.css$/), /^text\/css/, FOREVER],
  [asset(/caption\.worker-.*\.js$/), /javascript/, FOREVER],
  [asset(/convert\.worker-.*\.js$/), /javascript/, FOREVER],
  [asset(/threaded-.*\.wasm$/), 'application/wasm', FOREVER],
] as const;

let nginx: Nginx;

test.describe.configure({ mode: 'serial' });
test.skip(!hasNginx(), 'nginx is not installed');
test.beforeAll(async () => {
  nginx = await Nginx.start();
});
test.afterAll(() => nginx?.stop());

/** What this file must be sent with, whatever the reply is. */
function secure(path: string): Record<string, string> {
  const { headers, installer } = SERVED;
  const own = new RegExp(installer.path).test(path) ? { 'Content-Security-Policy': installer.policy } : {};
  return Object.fromEntries(
    Object.entries({ ...headers, ...own }).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

const headersOf = (response: Response) => Object.fromEntries(response.headers);

for (const base of ['/', '/path/'])
  test(`every kind of file under ${base} has its headers, type and age, changed or not`, async () => {
    for (const [name, type, age] of FILES) {
      const path = base + name;
      const response = await fetch(nginx.origin + path);
      expect(response.status, path).toBe(200);
      expect(headersOf(response), path).toMatchObject({ ...secure(path), 'cache-control': age });
      expect(response.headers.get('content-type'), path).toMatch(type);
      const etag = response.headers.get('etag');
      const again = await fetch(nginx.origin + path, { headers: { 'if-none-match': String(etag) } });
      expect(again.status, path).toBe(304);
      expect(headersOf(again), path).toMatchObject({ ...secure(path), 'cache-control': age });
    }
  });

test('what is missing has the headers too, and no cache keeps that it is missing', async () => {
  for (const path of [
    '/missing',
    '/assets/missing.js',
    '/assets/convert.worker-missing.js',
    '/path/assets/x.wasm',
  ]) {
    const response = await fetch(nginx.origin + path);
    expect(response.status).toBe(404);
    expect(headersOf(response)).toMatchObject(secure(path));
    expect(response.headers.get('cache-control')).toBeNull();
  }
});

test('a folder without its slash leads to the site, wherever the port is seen', async () => {
  const response = await fetch(`${nginx.origin}/path`, { redirect: 'manual' });
  expect(response.status).toBe(301);
  expect(response.headers.get('location')).toBe('/path/');
});

test('files are sent compressed to those who ask, and are the same', async () => {
  for (const name of [asset(/index-.*\.js$/), asset(/threaded-.*\.wasm$/), 'sw.js']) {
    const [packed, plain] = await Promise.all(
      ['gzip', 'identity'].map((coding) =>
        fetch(`${nginx.origin}/${name}`, { headers: { 'accept-encoding': coding } }),
      ),
    );
    expect(headersOf(packed!)).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(plain!.headers.get('content-encoding')).toBeNull();
    const [a, b] = await Promise.all([packed!, plain!].map((response) => response.arrayBuffer()));
    expect(Buffer.from(a!).equals(Buffer.from(b!)), name).toBe(true);
  }
});

test('the page is isolated at its first visit, under a path', async ({ page }) => {
  await page.goto(`${nginx.origin}/path/`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('button'))).not.toHaveCount(0);
});
