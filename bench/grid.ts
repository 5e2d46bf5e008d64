/**
 * Frames dropped and long tasks of the page while its grid of a folder is scrolled: at rest, and while the folder is
 * captioned with the demo model on WASM. Needs `npm run build` first.
 *
 *   npx tsx bench/grid.ts [--pictures 1000] [--seconds 10]
 *
 * The pictures are the app's samples, again and again, as different files. Without a GPU the CPU also paints.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { markdownTable } from '../app/features/bench/tables';
import { BlipscopeApp } from '../e2e/pages/app.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import { countFrames, frameTable, watchFrames } from './support/frames.ts';
import { integer, readOptions } from './support/options.ts';
import { serveApp, withBrowser } from './support/site.ts';

const { values } = readOptions(import.meta.filename, {
  pictures: { type: 'string', default: '1000' },
  seconds: { type: 'string', default: '10' },
});
const SECONDS = integer('seconds', values.seconds);
/** Of one turn of the wheel, in pixels. */
const TURN = 120;

/** A byte after the end of a picture makes it another file, so that each is captioned. */
function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'blipscope-grid-'));
  const names = sampleNames();
  for (let number = 0; number < integer('pictures', values.pictures); number++) {
    const from = sample(names[number % names.length]!);
    const to = path.join(folder, `${String(number).padStart(5, '0')}${path.extname(from)}`);
    if (number < names.length) copyFileSync(from, to);
    else writeFileSync(to, Buffer.concat([readFileSync(from), Buffer.from(String(number))]));
  }
  return folder;
}

/** Down and up, about one turn of the wheel per frame. */
async function scroll(page: Page): Promise<void> {
  const start = performance.now();
  for (let elapsed = 0; elapsed < SECONDS; elapsed = (performance.now() - start) / 1000) {
    await page.mouse.wheel(0, elapsed % 4 < 2 ? TURN : -TURN);
  }
}

const folder = makeFolder();
const site = await serveApp();
try {
  await withBrowser(async (browser, page) => {
    await countFrames(page);
    const app = new BlipscopeApp(page);
    await app.open('wasm', site.address);
    await app.backend.filter({ hasText: /CPU/ }).waitFor();
    await app.folder.choose(folder);
    const { watch, rows } = watchFrames(browser, page);
    await app.folder.tiles.first().hover();
    await watch('idle', () => page.waitForTimeout(SECONDS * 1000));
    await watch('scrolled', () => scroll(page));
    await app.folder.start();
    await watch('captioned', () => page.waitForTimeout(SECONDS * 1000));
    await watch('captioned and scrolled', () => scroll(page));
    console.log(await app.folder.bar.textContent());
    const { note, head, rows: cells } = frameTable(rows);
    console.log(`\n${note}\n\n${markdownTable(head, cells)}`);
  });
} finally {
  await site.close();
  rmSync(folder, { recursive: true });
}
