/** The page's decoder in a page of a test: pictures go in as bytes, pixels come out. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'vite';

/** Straight RGBA, row by row. */
export interface Pixels {
  width: number;
  height: number;
  rgba: Uint8Array;
}

type Answer = { width: number; height: number; base64: string } | { error: string };

declare global {
  var decoderOfPage: {
    decodeBase64(base64: string): Promise<Answer>;
    /** A JPEG, as a data URL. */
    thumbnailOfBase64(base64: string, size: number): Promise<string>;
    displayOfBase64(base64: string): Promise<string | null>;
  };
}

/** Adds the decoder to the page, and returns it. It rejects with the message that a person sees. */
export async function pageDecoder(page: Page): Promise<(file: Uint8Array) => Promise<Pixels>> {
  await page.addScriptTag({ content: await bundled() });
  return async (file) => {
    const base64 = Buffer.from(file).toString('base64');
    const answer = await page.evaluate((text) => globalThis.decoderOfPage.decodeBase64(text), base64);
    if ('error' in answer) throw new Error(answer.error);
    return { ...answer, rgba: Buffer.from(answer.base64, 'base64') };
  };
}

/** Makes a thumbnail as the collection worker does. Needs `pageDecoder` before. */
export async function pageThumbnail(page: Page, file: Uint8Array, size: number): Promise<Buffer> {
  const make = ([base64, side]: readonly [string, number]) =>
    globalThis.decoderOfPage.thumbnailOfBase64(base64, side);
  const url = await page.evaluate(make, [Buffer.from(file).toString('base64'), size] as const);
  return fromUrl(url);
}

/** The picture that is shown in place of a file, or null. Needs `pageDecoder` before. */
export async function pageDisplay(page: Page, file: Uint8Array): Promise<Buffer | null> {
  const make = (base64: string) => globalThis.decoderOfPage.displayOfBase64(base64);
  const url = await page.evaluate(make, Buffer.from(file).toString('base64'));
  return url === null ? null : fromUrl(url);
}

function fromUrl(url: string): Buffer {
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

let bundle: Promise<string> | null = null;

function bundled(): Promise<string> {
  bundle ??= bundleDecoder();
  return bundle;
}

async function bundleDecoder(): Promise<string> {
  const entry = fileURLToPath(new URL('./decode-in-page.ts', import.meta.url));
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'decoderOfPage' } },
  });
  for (const each of [output].flat()) {
    const chunk = 'output' in each ? each.output[0] : null;
    if (chunk) return chunk.code;
  }
  throw new Error('The decoder was not bundled.');
}
