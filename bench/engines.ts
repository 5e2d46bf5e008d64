/**
 * Greedy captions of the demo model on the sample pictures in every browser engine of this machine and in Node: how many
 * are identical, in fp32 and q8, and the CPU time of one as a multiple of Node's in fp32. In browsers on the CPU.
 *
 *   npx tsx bench/engines.ts [--port N]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { markdownTable } from '../app/features/bench/tables';
import { type BrowserEngine, type EnginePage, userAgent } from '../e2e/engines/driver.ts';
import { CHROMIUM, FIREFOX } from '../e2e/engines/puppeteer.ts';
import { WEBKIT } from '../e2e/engines/webkit.ts';
import type { CaptionsResult } from '../e2e/parity/jobs.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import { cpuOfChildren } from './support/memory.ts';
import { integer, readOptions } from './support/options.ts';
import { serveParityPage } from './support/parity-page.ts';
import { ROOT } from './support/site.ts';

const MODELS = { fp32: 'demo', q8: 'demo-q8' } as const;
type Dtype = keyof typeof MODELS;
const PICTURES = sampleNames();

interface Outcome {
  /** By the picture's name. */
  ids: CaptionsResult['ids'];
  /** CPU time of a caption, in milliseconds: a busy machine does not change it much. */
  ms: number;
}
type Outcomes = Record<Dtype, Outcome>;

type Captioning = (pictures: readonly string[]) => Promise<CaptionsResult['ids']> | CaptionsResult['ids'];

/** Loading is timed with one picture, and taken off. */
async function outcomeOf(caption: Captioning): Promise<Outcome> {
  const [first = ''] = PICTURES;
  const start = cpuOfChildren();
  await caption([first]);
  const loaded = cpuOfChildren();
  const ids = await caption(PICTURES);
  const loading = loaded - start;
  return { ids, ms: (cpuOfChildren() - loaded - loading) / (PICTURES.length - 1) };
}

async function inNode(dtype: Dtype): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'blipscope-engines-'));
  try {
    const out = path.join(folder, dtype);
    blipscope('export', 'demo-model/checkpoint', '--target', 'node', '--dtype', dtype, '--out', out);
    return await outcomeOf((pictures) => {
      const lines = blipscope('caption', ...pictures.map(sample), '--model', out, '--greedy', '--json');
      const runs = lines.trim().split('\n');
      const read = (line: string): { captions: { tokenIds: number[] }[] } => JSON.parse(line);
      return Object.fromEntries(pictures.map((name, at) => [name, read(runs[at]!).captions[0]!.tokenIds]));
    });
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

async function inPage(page: EnginePage, dtype: Dtype): Promise<Outcome> {
  const [first = ''] = PICTURES;
  const caption = async (pictures: readonly string[]) => {
    const job = { model: MODELS[dtype], backend: 'wasm' as const, pictures: [...pictures] };
    return (await page.evaluate((one) => window.__parity.captions(one), job)).ids;
  };
  // What the browser compiles and keeps is not the model's loading.
  await caption([first]);
  return outcomeOf(caption);
}

function same(outcome: Outcome, reference: Outcome): string {
  const equal = PICTURES.filter((name) => String(outcome.ids[name]) === String(reference.ids[name]));
  return `${equal.length} of ${PICTURES.length}`;
}

const { values } = readOptions(import.meta.filename, { port: { type: 'string', default: '4277' } });
const node: Outcomes = { fp32: await inNode('fp32'), q8: await inNode('q8') };
const rows: [string, Outcomes][] = [['Node', node]];
const { url, stop } = await serveParityPage(integer('port', values.port));
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
      'fp32, CPU time',
      'q8, CPU time',
    ],
    rows.map(([name, { fp32, q8 }]) => [
      name,
      same(fp32, node.fp32),
      same(q8, node.q8),
      same(q8, fp32),
      ...[fp32, q8].map(({ ms }) => (ms / node.fp32.ms).toFixed(1)),
    ]),
  ),
);
