/**
 * `npm run screenshot`: the pictures of the app in `docs/`, taken in a browser of the app that `npm run build` made.
 * Needs no GPU.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { preview } from 'vite';
import { ensureBrowser } from './find-browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The picture, and the word of its best caption whose map is shown. */
const SAMPLE = { file: '01.webp', word: 'pizza' };
const SHOTS = [
  { file: 'docs/screenshot.png', viewport: { width: 1280, height: 800 }, touch: false },
  { file: 'docs/screenshot-phone.png', viewport: { width: 390, height: 844 }, touch: true },
];

async function shoot(browser: Browser, address: string, { file, viewport, touch }: (typeof SHOTS)[number]) {
  const context = await browser.newContext({ viewport, hasTouch: touch, colorScheme: 'light' });
  const page = await context.newPage();
  // The seed of the captions.
  await page.addInitScript(() => {
    Math.random = () => 0.5;
  });
  await page.goto(`${address}?backend=wasm`);
  await captionSample(page);
  await writeFile(`${ROOT}${file}`, await small(await page.screenshot({ animations: 'disabled' })));
  await context.close();
  console.log(file);
}

/** Leaves the page with the captions of the sample and a word pinned. */
async function captionSample(page: Page): Promise<void> {
  await page.getByTestId('file-input').setInputFiles(`${ROOT}public/samples/${SAMPLE.file}`);
  const best = page.locator('ul[aria-busy=false] > li').first();
  await best.locator('[data-word]', { hasText: SAMPLE.word }).first().click();
  await page.locator('[data-word][aria-pressed=true]').waitFor();
  // The map fades in.
  await page.waitForTimeout(500);
}

/** The same picture with 256 colours: a third of the bytes. */
function small(png: Buffer): Promise<Buffer> {
  return sharp(png).png({ palette: true, quality: 95, effort: 10 }).toBuffer();
}

if (!existsSync(`${ROOT}dist/index.html`))
  throw new Error('There is no built app. Run "npm run build" first.');
const server = await preview({ root: ROOT, logLevel: 'warn', preview: { port: 4275, open: false } });
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  for (const shot of SHOTS) await shoot(browser, server.resolvedUrls?.local[0] ?? '', shot);
} finally {
  await browser.close();
  await server.close();
}
