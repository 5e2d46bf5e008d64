/** The built app, served from this machine, and the browser that opens it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { ensureBrowser } from '../../scripts/find-browser.ts';
import { ISOLATION_HEADERS } from '../../scripts/vite/security.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'dist');

export interface Site {
  /** Ends in `/`. */
  address: string;
  /** Serves a folder of bundles, `<target>/` each, in place of the demo model's. */
  serveModels(folder: string): void;
  /** The path on this machine of a file of the site. */
  fileOf(name: string): string;
  /** Serves another folder of bundles too. Returns its URL, which ends in `/`. */
  addModels(name: string, folder: string): string;
  /** Writes a file below `models/`. Returns its URL, relative to the site's. */
  write(name: string, text: string): string;
  close(): Promise<void>;
}

/** Serves `dist`; nothing is copied but the shell's links. */
export async function serveApp(): Promise<Site> {
  if (!existsSync(DIST)) throw new Error('There is no dist. Run npm run build first.');
  const site = mkdtempSync(path.join(tmpdir(), 'blipscope-bench-'));
  for (const name of readdirSync(DIST)) {
    if (name !== 'models') symlinkSync(path.join(DIST, name), path.join(site, name));
  }
  const models = path.join(site, 'models');
  const demo = path.join(models, 'demo');
  mkdirSync(models);
  symlinkSync(path.join(DIST, 'models/demo'), demo);
  const server = await preview({
    root: ROOT,
    build: { outDir: site },
    preview: { port: 4176 },
    logLevel: 'error',
  });
  const address = server.resolvedUrls!.local[0]!;
  return {
    address,
    serveModels: (folder) => {
      rmSync(demo);
      symlinkSync(path.resolve(folder), demo);
    },
    fileOf: (name) => path.join(site, name),
    addModels: (name, folder) => {
      symlinkSync(path.resolve(folder), path.join(models, name));
      return `${address}models/${name}/`;
    },
    write: (name, text) => {
      writeFileSync(path.join(models, name), text);
      return `models/${name}`;
    },
    close: async () => {
      await server.close();
      rmSync(site, { recursive: true });
    },
  };
}

/** The browser makes no background requests; it offers WebGPU without a GPU too, emulated by the CPU. */
const FLAGS = [
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Opens a fresh browser for a job, and closes it. */
export async function withBrowser<T>(
  job: (browser: Browser, page: Page) => Promise<T>,
  ...flags: string[]
): Promise<T> {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...FLAGS, ...flags] });
  try {
    const context = await browser.newContext({
      serviceWorkers: 'block',
      acceptDownloads: true,
      viewport: { width: 1280, height: 800 },
    });
    return await job(browser, await context.newPage());
  } finally {
    await browser.close();
  }
}

/** An empty page of the app's origin, isolated as the app is: the app itself would load a model too. */
export async function openEmpty(page: Page, address: string): Promise<void> {
  await page.route(address, (route) =>
    route.fulfill({ contentType: 'text/html', headers: ISOLATION_HEADERS, body: '<!doctype html>' }),
  );
  await page.goto(address);
}

/** A worker of the build, relative to the site's address. */
export function workerPath(name: 'caption' | 'collection' | 'convert'): string {
  const file = readdirSync(path.join(DIST, 'assets')).find(
    (each) => each.startsWith(`${name}.worker-`) && each.endsWith('.js'),
  );
  if (!file) throw new Error(`There is no ${name} worker in dist. Run npm run build first.`);
  return `assets/${file}`;
}
