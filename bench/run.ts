/**
 * How fast the engine is on this machine: every part of captioning, in Chromium on WebGPU and WASM, beside the same
 * model as others publish it and beside onnxruntime-node. Prints the tables and saves them, as Markdown and JSON.
 *
 *   npm run bench -- [--model demo|base|FOLDER] [--backends webgpu,wasm,node] [--dtypes q8,fp32] [--alone]
 *     [--repeats 3] [--captions 1,3,8] [--words 12] [--pictures 50] [--folder-seconds 10] [--out bench/results]
 *
 * `base` is a captioner of base size with random weights; on a GPU that a processor plays it takes very long, so that its
 * default is wasm,node. `--alone` leaves the model without a cache out.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { BenchPlan } from '../app/features/bench/plan';
import { QUICK } from '../app/features/bench/plan';
import type { BenchReport, SubjectReport } from '../app/features/bench/report';
import { markdownOf } from '../app/features/bench/tables';
import type { Dtype } from '../model-export/manifest.ts';
import type { Backend, BenchAmounts, BenchSubject } from '../workers/protocol.ts';
import { bundlesFolder, type Checkpoint, checkpointOf, makeBundle, makePlain } from './support/checkpoint.ts';
import { measureInBrowser } from './support/in-browser.ts';

const ROOT = path.join(import.meta.dirname, '..');
const run = promisify(execFile);

const OPTIONS = {
  model: { type: 'string', default: 'demo' },
  backends: { type: 'string' },
  dtypes: { type: 'string', default: 'q8,fp32' },
  alone: { type: 'boolean', default: false },
  repeats: { type: 'string', default: String(QUICK.repeats) },
  captions: { type: 'string', default: QUICK.captions.join() },
  words: { type: 'string', default: String(QUICK.words) },
  pictures: { type: 'string', default: String(QUICK.pictures) },
  'folder-seconds': { type: 'string', default: String(QUICK.folderSeconds) },
  out: { type: 'string', default: path.join(ROOT, 'bench/results') },
} as const;

const BACKENDS = ['webgpu', 'wasm', 'node'] as const;
const DTYPES: readonly Dtype[] = ['fp32', 'fp16', 'q8', 'q4'];

function choose<T extends string>(name: string, list: string, known: readonly T[]): T[] {
  return list.split(',').map((each) => {
    const found = known.find((one) => one === each);
    if (!found) throw new Error(`--${name} ${each}: choose some of ${known.join(', ')}.`);
    return found;
  });
}

function whole(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--${name} ${value}: a whole number is needed.`);
  return number;
}

/** Subjects in the browser: ours in each dtype that there is, then what they are compared with. */
async function subjectsFor(
  checkpoint: Checkpoint,
  backends: readonly Backend[],
  { dtypes, alone }: { dtypes: readonly Dtype[]; alone: boolean },
): Promise<BenchSubject[]> {
  const subjects: BenchSubject[] = [];
  for (const backend of backends) {
    for (const dtype of dtypes.filter((each) => each !== 'fp16' || backend === 'webgpu')) {
      await makeBundle(checkpoint, backend, dtype);
      subjects.push({ kind: 'engine', source: { kind: 'url', url: `models/bench/${dtype}/` }, backend });
    }
  }
  if (alone) return subjects;
  if (backends.length > 0) await makePlain(checkpoint);
  const plain = backends.map(
    (backend): BenchSubject => ({
      kind: 'plain',
      source: { kind: 'url', url: 'models/bench/plain/' },
      backend,
    }),
  );
  return [...subjects, ...plain];
}

/** Our engine in float32 on onnxruntime-node. */
async function measureInNode(checkpoint: Checkpoint, amounts: BenchAmounts): Promise<SubjectReport> {
  const bundle = await makeBundle(checkpoint, 'node', 'fp32');
  const command = ['tsx', 'bench/in-node.ts', bundle, JSON.stringify(amounts)];
  const { stdout } = await run('npx', command, { cwd: ROOT, maxBuffer: 1e9 });
  return JSON.parse(stdout);
}

function host(): string {
  const [cpu] = cpus();
  return `${cpu?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const checkpoint = await checkpointOf(values.model);
  const backends = choose(
    'backends',
    values.backends ?? (values.model === 'demo' ? BACKENDS : ['wasm', 'node']).join(),
    BACKENDS,
  );
  const dtypes = choose('dtypes', values.dtypes, DTYPES);
  const amounts: BenchAmounts = {
    repeats: whole('repeats', values.repeats),
    captions: values.captions.split(',').map((each) => whole('captions', each)),
    words: whole('words', values.words),
    pictures: whole('pictures', values.pictures),
    folderSeconds: whole('folder-seconds', values['folder-seconds']),
  };
  const inBrowser = backends.filter((each) => each !== 'node');
  const subjects = await subjectsFor(checkpoint, inBrowser, { dtypes, alone: values.alone });
  const plans = subjects.map((subject): Omit<BenchPlan, 'samples'> => ({ subjects: [subject], amounts }));
  const reports = plans.length
    ? await measureInBrowser(bundlesFolder(checkpoint), plans, (told) => console.error(told))
    : [];
  const nodes = backends.includes('node') ? [await measureInNode(checkpoint, amounts)] : [];
  const report: BenchReport = {
    made: new Date().toISOString(),
    machine: {
      cores: cpus().length,
      isolated: reports[0]?.machine.isolated ?? true,
      userAgent: reports[0]?.machine.userAgent ?? `Node ${process.version}`,
      host: host(),
    },
    amounts,
    subjects: [...reports.flatMap((each) => each.subjects), ...nodes],
  };
  await save(
    report,
    path.join(values.out, `${checkpoint.name}-${report.made.slice(0, 19).replaceAll(':', '-')}`),
  );
}

async function save(report: BenchReport, file: string): Promise<void> {
  const markdown = markdownOf(report);
  console.log(markdown);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${file}.md`, markdown);
  console.error(`Saved ${path.relative(ROOT, file)}.md and .json`);
}

await main();
