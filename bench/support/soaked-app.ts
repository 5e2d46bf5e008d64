/** The app's caption worker through many pictures, models and losses. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { Backend, LoadedModel } from '../../core/protocol/index.ts';
import { crashGpu } from '../../e2e/support/faults.ts';
import { sampleNames } from '../../e2e/support/samples.ts';
import { buildDemo } from '../../scripts/build-demo.ts';
import { ISOLATION_HEADERS } from '../../scripts/vite/security.ts';
import { WorkerHeaps } from './heap.ts';
import { mb, rendererMemory } from './memory.ts';
import { askWorker, startWorker } from './page-worker.ts';
import { openEmpty, type Site, workerPath } from './site.ts';
import { countingWorker } from './soak-worker.ts';

const WORKER = 'soak-worker.js';
const PICTURES = sampleNames().map((name) => `samples/${name}`);
/** Long enough for a few answers about the heap. Milliseconds. */
const HEAP_MS = 1000;

export interface SoakOptions {
  backend: Backend;
  /** Of one greedy caption; null for three sampled captions. */
  maxLength: number | null;
  /** Number of pictures. */
  last: number;
}

const fileOf = (index: number) => PICTURES[index % PICTURES.length]!;

/** Serves the demo model and, under another URL, the same in fp32. */
export async function otherModels(site: Site, backend: Backend) {
  const folder = await mkdtemp(path.join(tmpdir(), 'blipscope-soak-'));
  await buildDemo(folder, { webgpu: 'q8', wasm: 'q8', [backend]: 'fp32' });
  return {
    urls: [`${site.address}models/demo/`, site.addModels('fp32', folder)],
    remove: () => rm(folder, { recursive: true }),
  };
}

export class SoakedApp {
  #switches = 0;
  #losses = 0;
  #model!: LoadedModel;
  /** Token ids by model and picture. */
  readonly #captions = new Map<string, string>();

  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly urls: readonly string[],
    private readonly options: SoakOptions,
    private readonly heaps: WorkerHeaps,
  ) {}

  /** Opens an empty page of the app's origin and loads the first model. */
  static async open(browser: Browser, page: Page, urls: readonly string[], options: SoakOptions) {
    const address = new URL('/', urls[0]).href;
    await page.route(`${address}${WORKER}`, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: ISOLATION_HEADERS,
        body: countingWorker(`./${workerPath('caption')}`),
      }),
    );
    await openEmpty(page, address);
    const app = new SoakedApp(browser, page, urls, options, await WorkerHeaps.watch(page));
    await app.#start();
    console.log(`${app.#model.backend}, ${app.#model.device}`);
    return app;
  }

  /** Loads the next model in place of this one. */
  async switchModel(): Promise<void> {
    this.#switches += 1;
    await this.#load(this.options.backend);
  }

  /** As the page does it, the next two pictures prefetched. */
  async caption(number: number): Promise<void> {
    const captioning = this.#request(number);
    const next = [number + 1, number + 2].filter((index) => index < this.options.last);
    await askWorker(
      this.page,
      'prefetch',
      next.map((index) => ({ id: `run ${index}`, file: fileOf(index) })),
    );
    const run = await captioning;
    if (run.matchError) throw new Error(run.matchError.message);
    this.#compare(number, JSON.stringify(run.captions.map(({ tokenIds }) => tokenIds)));
    await askWorker(this.page, 'attention', { runId: `run ${number}`, caption: 0, layer: 0, head: null });
  }

  /** Loses the engine while it captions, and starts another worker. */
  async loseEngine(number: number): Promise<void> {
    const onGpu = this.#losses % 2 === 1;
    this.#losses += 1;
    if (onGpu) await this.#load('webgpu');
    else await (await this.#worker()).evaluate(() => self.soak.trapNext());
    const lost = this.#request(number).then(
      () => new Error('The engine was not lost.'),
      (error: Error) => (error.message.includes('lost') ? null : error),
    );
    if (onGpu) await crashGpu(this.page);
    const failure = await lost;
    if (failure) throw failure;
    await this.#start();
  }

  /** Cells of a row. */
  async readMemory(): Promise<string[]> {
    const worker = await this.#worker();
    const counts = await worker.evaluate(async () => {
      await self.soak.collect();
      return self.soak.counts();
    });
    this.heaps.takePeak();
    await this.page.waitForTimeout(HEAP_MS);
    const { now } = await rendererMemory(this.browser);
    return [
      ...[String(this.#switches), String(this.#losses), mb(this.heaps.takePeak()), mb(counts.wasmBytes)],
      ...[String(counts.gpuBuffers), mb(counts.gpuBytes), mb(now)],
    ];
  }

  async #worker() {
    return this.page.workers().findLast((each) => each.url().endsWith(WORKER))!;
  }

  async #start(): Promise<void> {
    await startWorker(this.page, WORKER, true);
    await this.#load(this.options.backend);
  }

  async #load(backend: Backend): Promise<void> {
    const source = { kind: 'url', url: this.#url() } as const;
    this.#model = await askWorker(this.page, 'load', { source, backend });
    if (this.#model.backend !== backend)
      throw new Error([`It runs on ${this.#model.backend}.`, ...this.#model.fallbacks].join(' '));
    await askWorker(this.page, 'matcher', { source });
  }

  #url(): string {
    return this.urls[this.#switches % this.urls.length]!;
  }

  #request(number: number) {
    const { maxLength } = this.options;
    const short = maxLength !== null && ({ method: 'greedy', numCaptions: 1, maxLength } as const);
    const settings = { ...this.#model.defaults, method: 'nucleus', seed: number, ...short } as const;
    const ids = { runId: `run ${number}`, picture: fileOf(number) };
    return askWorker(this.page, 'caption', { ...ids, masked: [], settings });
  }

  /** Sampled captions have a seed per picture's number, and differ. */
  #compare(number: number, ids: string): void {
    if (this.options.maxLength === null) return;
    const subject = `${this.#url()} ${fileOf(number)}`;
    const before = this.#captions.get(subject);
    if (before !== undefined && before !== ids)
      throw new Error(`Picture ${number} was captioned ${before} at first, now ${ids}.`);
    this.#captions.set(subject, ids);
  }
}
