/**
 * Greedy captions of the demo model on the sample pictures in every browser engine of this machine and in Node: how many
 * are identical, in fp32 and q8, and how long one takes. In browsers on the CPU.
 *
 *   npx tsx bench/engines.ts [--port N]
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { markdownTable } from '../app/features/bench/tables';
import { type BrowserEngine, type EnginePage, userAgent } from '../e2e/engines/driver.ts';
import { CHROMIUM, FIREFOX } from '../e2e/engines/puppeteer.ts';
import { WEBKIT } from '../e2e/engines/webkit.ts';
import type { CaptionsResult } from '../e2e/parity/jobs.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import { integer, readOptions } from './support/options.ts';
import { ROOT } from './support/site.ts';

const MODELS = { fp32: 'demo', q8: 'demo-q8' } as const;
type Dtype = keyof typeof MODELS;
const DTYPES: readonly Dtype[] = ['fp32', 'q8'];
const PICTURES = sampleNames();

interface Outcome {
  /** By the picture's name. */
  ids: CaptionsResult['ids'];
  seconds: number | null;
}
type Outcomes = Record<Dtype, Outcome>;

function inNode(dtype: Dtype): Outcome {
  const folder = mkdtempSync(path.join(tmpdir(), 'blipscope-engines-'));
  try {
    const out = path.join(folder, dtype);
    blipscope('export', 'demo-model/checkpoint', '--target', 'node', '--dtype', dtype, '--out', out);
    const lines = blipscope('caption', ...PICTURES.map(sample), '--model', out, '--greedy', '--json');
    const runs = lines.trim().split('\n');
    const read = (line: string): { captions: { tokenIds: number[] }[]; ms: { total: number } } =>
      JSON.parse(line);
    const ids = Object.fromEntries(
      PICTURES.map((name, index) => [name, read(runs[index]!).captions[0]!.tokenIds]),
    );
    const times = runs.slice(1).map((line) => read(line).ms.total);
    return { ids, seconds: times.reduce((sum, ms) => sum + ms, 0) / times.length / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function blipscope(...command: string[]): string {
  return execFileSync('npx', ['tsx', 'cli/main.ts', ...command], { cwd: ROOT, encoding: 'utf8' });
}

async function inEngine(engine: BrowserEngine, url: string): Promise<{ outcomes: Outcomes; agent: string }> {
  const page = await engine.launch();
  try {
    await page.open(url);
    const outcomes = { fp32: await inPage(page, 'fp32'), q8: await inPage(page, 'q8') };
    return { outcomes, agent: await userAgent(page) };
  } finally {
    await page.close();
  }
}

/** Loading is timed with one picture, and taken off. */
async function inPage(page: EnginePage, dtype: Dtype): Promise<Outcome> {
  const [first = ''] = PICTURES;
  await captions(page, dtype, [first]);
  const loading = await captions(page, dtype, [first]);
  const all = await captions(page, dtype, PICTURES);
  return { ids: all.ids, seconds: (all.seconds - loading.seconds) / (PICTURES.length - 1) };
}

function captions(page: EnginePage, dtype: Dtype, pictures: readonly string[]) {
  return page.evaluate(
    async (job) => {
      const start = performance.now();
      const { ids } = await window.__parity.captions(job);
      return { ids, seconds: (performance.now() - start) / 1000 };
    },
    { model: MODELS[dtype], backend: 'wasm' as const, pictures: [...pictures] },
  );
}

/** The parity page, which the tests use too. */
async function serve(port: number): Promise<{ url: string; stop: () => void }> {
  const server = spawn(process.execPath, ['--import', 'tsx', 'e2e/parity/serve.ts', '--port', `${port}`], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://localhost:${port}/`;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error('The parity page could not be served.');
    await pause(500);
  }
  return { url, stop: () => server.kill() };
}

function same(outcome: Outcome, reference: Outcome): string {
  const equal = PICTURES.filter((name) => String(outcome.ids[name]) === String(reference.ids[name]));
  return `${equal.length} of ${PICTURES.length}`;
}

const { values } = readOptions(import.meta.filename, { port: { type: 'string', default: '4277' } });
const node: Outcomes = { fp32: inNode('fp32'), q8: inNode('q8') };
const rows: [string, Outcomes][] = [['Node', node]];
const { url, stop } = await serve(integer('port', values.port));
try {
  for (const engine of [CHROMIUM, FIREFOX, WEBKIT]) {
    const missing = engine.missing();
    if (missing) {
      console.error(`${engine.name} is left out: ${missing}.`);
      continue;
    }
    const { outcomes, agent } = await inEngine(engine, url);
    console.error(`${engine.name}: ${agent}`);
    rows.push([engine.name, outcomes]);
  }
} finally {
  stop();
}
console.log(
  markdownTable(
    [
      'engine',
      'fp32, identical to Node',
      'q8, identical to Node',
      'q8, identical to fp32',
      'fp32, s',
      'q8, s',
    ],
    rows.map(([name, { fp32, q8 }]) => [
      name,
      same(fp32, node.fp32),
      same(q8, node.q8),
      same(q8, fp32),
      ...DTYPES.map((dtype) => (dtype === 'fp32' ? fp32 : q8).seconds?.toFixed(2) ?? ''),
    ]),
  ),
);
