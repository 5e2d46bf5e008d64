/**
 * Resident memory of a browser's largest process while one worker captions many pictures with the demo model, on the
 * CPU. On Linux.
 *
 *   npx tsx bench/engine-memory.ts [--pictures 300] [--port N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { markdownTable } from '../app/features/bench/tables';
import type { BrowserEngine } from '../e2e/engines/driver.ts';
import { CHROMIUM, FIREFOX } from '../e2e/engines/puppeteer.ts';
import { WEBKIT } from '../e2e/engines/webkit.ts';
import { sampleNames } from '../e2e/support/samples.ts';
import { descendants, mb, memoryOf } from './support/memory.ts';
import { integer, readOptions } from './support/options.ts';
import { serveParityPage } from './support/parity-page.ts';

const SAMPLE_MS = 1000;
/** Parts of the time, and so nearly of the pictures, of which the mean is shown. The first one has the loading. */
const PARTS = 5;

/** Means of the parts, in bytes. */
async function soak(engine: BrowserEngine, url: string, pictures: string[]): Promise<number[]> {
  const others = new Set(descendants(process.pid));
  const page = await engine.launch();
  try {
    await page.open(url);
    const job = { model: 'demo' as const, backend: 'wasm' as const, pictures };
    let done = false;
    const captioning = page
      .evaluate((one) => window.__parity.captions(one), job)
      .finally(() => {
        done = true;
      });
    const samples: number[] = [];
    while (!done) {
      const own = descendants(process.pid).filter((id) => !others.has(id));
      samples.push(Math.max(...own.map((id) => memoryOf(id).now)));
      await pause(SAMPLE_MS);
    }
    await captioning;
    return Array.from({ length: PARTS }, (_, part) => {
      const some = samples.filter((__, at) => Math.floor((at * PARTS) / samples.length) === part);
      return some.reduce((sum, bytes) => sum + bytes, 0) / some.length;
    });
  } finally {
    await page.close();
  }
}

const { values } = readOptions(import.meta.filename, {
  pictures: { type: 'string', default: '300' },
  port: { type: 'string', default: '4277' },
});
const names = sampleNames();
const pictures = Array.from(
  { length: integer('pictures', values.pictures) },
  (_, at) => names[at % names.length]!,
);
const { url, stop } = await serveParityPage(integer('port', values.port));
const rows: string[][] = [];
try {
  for (const engine of [CHROMIUM, FIREFOX, WEBKIT]) {
    const missing = engine.missing();
    if (missing) console.error(`${engine.name} is left out: ${missing}.`);
    else rows.push([engine.name, ...(await soak(engine, url, pictures)).map(mb)]);
  }
} finally {
  stop();
}
const heads = Array.from({ length: PARTS }, (_, part) => `part ${part + 1} of ${PARTS}`);
console.log(markdownTable(['engine', ...heads], rows));
