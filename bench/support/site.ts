/** The built app, served from this machine, and the browser that opens it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { preview } from 'vite';
import { ensureBrowser } from '../../scripts/find-browser.ts';

export const ROOT = path.join(import.meta.dirname, '../..');

/** The browser fetches nothing for itself; WebGPU is offered without a GPU too, then computed by the processor. */
const FLAGS = [
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

/** Bundles that stand where the demo model's would, by their target. */
export interface Folders {
  wasm?: string | undefined;
  webgpu?: string | undefined;
}

export interface Site {
  /** Ends in `/`. */
  address: string;
  close(): Promise<void>;
}

/** Serves `dist` with other bundles in place of the demo model's; nothing is copied but the shell. */
export async function serveApp(folders: Folders, port: number): Promise<Site> {
  const site = appWith(folders);
  const server = await preview({
    root: ROOT,
    build: { outDir: site },
    preview: { port },
    logLevel: 'error',
  });
  const close = async () => {
    await server.close();
    rmSync(site, { recursive: true });
  };
  return { address: server.resolvedUrls!.local[0]!, close };
}

function appWith(folders: Folders): string {
  const site = mkdtempSync(path.join(tmpdir(), 'blipscope-bench-'));
  const shell = readdirSync(path.join(ROOT, 'dist')).filter((name) => name !== 'models');
  for (const name of shell) symlinkSync(path.join(ROOT, 'dist', name), path.join(site, name));
  mkdirSync(path.join(site, 'models/demo'), { recursive: true });
  for (const backend of ['wasm', 'webgpu'] as const) {
    const folder = folders[backend];
    if (folder) symlinkSync(path.resolve(folder), path.join(site, 'models/demo', backend));
  }
  return site;
}

export function launchBrowser(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: ensureBrowser(), args: [...FLAGS, ...asRoot] });
}
