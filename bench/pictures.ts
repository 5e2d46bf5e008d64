/** Prints how far the page's and the command line's pixels are from Pillow's, on a small file of every kind. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import { decodePicture } from '../cli/decode-picture.ts';
import { differenceOf, type Pixels, pictureCases } from '../cli/testing/picture-formats.ts';
import { pageDecoder } from '../e2e/parity/page-decoder.ts';
import { ensureBrowser } from '../scripts/find-browser.ts';
import { flattenOnWhite, type PixelRows, pixelRows } from '../workers/image/index.ts';

/** On white, or why the picture was refused. */
async function read(decode: () => Promise<PixelRows>): Promise<Pixels | string> {
  try {
    const picture = flattenOnWhite(await decode());
    const { width, height } = picture;
    return { width, height, data: picture.rows(0, height) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function cell(read: Pixels | string, other: Pixels | string | null): string {
  if (typeof read === 'string') return 'refused';
  if (other === null || typeof other === 'string') return 'read';
  const { largest, mean } = differenceOf(read, other);
  return `${largest}, ${mean.toFixed(2)}`;
}

async function printTable(page: Page): Promise<void> {
  const decode = await pageDecoder(page);
  console.log('| file | page | command line | page against command line | Pillow |\n|---|---|---|---|---|');
  for (const { name, file, pillow } of await pictureCases()) {
    const inPage = await read(async () => {
      const { rgba, width, height } = await decode(file);
      return pixelRows(rgba, width, height);
    });
    const inNode = await read(() => decodePicture(file));
    const cells = [cell(inPage, pillow), cell(inNode, pillow), cell(inPage, inNode)];
    console.log(`| ${[name, ...cells, pillow ? '' : 'refused'].join(' | ')} |`);
  }
}

const executablePath = ensureBrowser();
const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end()).listen(0);
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await printTable(page);
} finally {
  await browser.close();
  server.close();
}
