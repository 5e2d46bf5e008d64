/**
 * Captions many pictures, one after the other, in the app's worker in Chromium, and watches its memory, which must not
 * grow. The matcher is loaded too, and the next pictures are prefetched. Linux only. Needs `npm run build` first.
 *
 *   npx tsx bench/soak.ts [--backend wasm] [--pictures 300] [--at 20,100,200] [--short 8] [--switch 100] [--lose 200]
 *
 * A picture gets three sampled captions; with `--short` one greedy caption of at most so many tokens, prompt included,
 * which must be the same whenever the picture comes again. With `--switch N` every N pictures another model is loaded:
 * the demo model in fp32, and back. With `--lose N` every N pictures the engine is lost in the middle of a caption and
 * another worker takes over, as in the page: in turn by a trap of the runtime, and with the GPU's process while the
 * model is on WebGPU (six times at most; Chromium does without WebGPU after that).
 *
 * JS heap and buffers, WebAssembly memory and GPU buffers are the worker's, counted after a garbage collection; resident
 * memory is that of the page's whole process.
 */
import { markdownTable } from '../app/features/bench/tables';
import { readOptions } from './support/options.ts';
import { serveApp, withBrowser } from './support/site.ts';
import { otherModels, SoakedApp, type SoakOptions } from './support/soaked-app.ts';

const HEAD = [
  ...[
    'picture',
    'switches',
    'losses',
    'JS heap and buffers',
    'WebAssembly memory',
    'GPU buffers',
    'their size',
  ],
  ...['resident', 'seconds'],
];

const { values } = readOptions(import.meta.filename, {
  backend: { type: 'string', default: 'wasm' },
  pictures: { type: 'string', default: '300' },
  at: { type: 'string', default: '20,100,200' },
  short: { type: 'string' },
  switch: { type: 'string', default: '0' },
  lose: { type: 'string', default: '0' },
});

const last = Number(values.pictures);
const options: SoakOptions = {
  backend: values.backend === 'webgpu' ? 'webgpu' : 'wasm',
  maxLength: values.short ? Number(values.short) : null,
  last,
};

/** Whether it is time for what happens every so many pictures; never for 0. */
const isDue = (done: number, every: string) => done > 0 && done % Number(every) === 0;

async function soak(app: SoakedApp): Promise<string[][]> {
  const stops = new Set([...values.at.split(',').map(Number), last]);
  const start = performance.now();
  const rows: string[][] = [];
  for (let number = 0; number < last; number++) {
    if (isDue(number, values.switch)) await app.switchModel();
    if (isDue(number, values.lose)) await app.loseEngine(number);
    await app.caption(number);
    if (!stops.has(number + 1)) continue;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    rows.push([String(number + 1), ...(await app.readMemory()), seconds]);
    console.log(rows.at(-1)!.join(' | '));
  }
  return rows;
}

const site = await serveApp();
const models = await otherModels(site, options.backend);
try {
  const rows = await withBrowser(
    async (browser, page) => soak(await SoakedApp.open(browser, page, models.urls, options)),
    '--js-flags=--expose-gc',
  );
  console.log(`\n${markdownTable(HEAD, rows)}`);
} finally {
  await models.remove();
  await site.close();
}
