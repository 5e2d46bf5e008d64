/**
 * How fast the engine is on this machine: every part of captioning, in Chromium on WebGPU and WASM, beside the same
 * model as others publish it and beside onnxruntime-node. Prints the tables, and saves them as Markdown and JSON after
 * every subject: what was measured before it was stopped, or before one failed, is kept.
 *
 *   npm run bench -- [--model demo|base|FOLDER] [--backends webgpu,wasm,node] [--dtypes q8,fp32] [--alone]
 *     [--repeats 3] [--captions 1,3,8] [--words 12] [--pictures 50] [--folder-seconds 10] [--out bench/results]
 *
 * `base` is a captioner of base size with random weights; on a GPU that a processor plays it takes very long, so that its
 * default is wasm,node. `--alone` leaves the model without a cache out.
 */
import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { QUICK } from '../app/features/bench/plan';
import { type BenchReport, subjectName } from '../app/features/bench/report';
import { markdownOf } from '../app/features/bench/tables';
import { DTYPES, type Dtype, TARGETS, type Target } from '../core/dtypes.ts';
import type { BenchAmounts, BenchSubject } from '../core/protocol/index.ts';
import { bundlesFolder, type Checkpoint, checkpointOf, makeBundle, makePlain } from './support/checkpoint.ts';
import { type BenchSite, serveBench } from './support/in-browser.ts';
import { type Measurement, measureAll, saveReport } from './support/measurements.ts';

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

interface Wanted {
  backends: readonly Target[];
  dtypes: readonly Dtype[];
  /** Without the model that others publish. */
  alone: boolean;
  amounts: BenchAmounts;
}

/** In the browser ours in each dtype that there is, then what it is compared with, then ours in Node. */
function measurementsOf(checkpoint: Checkpoint, wanted: Wanted, site: BenchSite): Measurement[] {
  const { dtypes, alone, amounts } = wanted;
  const backends = wanted.backends.filter((each) => each !== 'node');
  const inBrowser = (name: string, subject: BenchSubject, prepare: () => Promise<unknown>): Measurement => ({
    ...{ kind: subject.kind, backend: subject.backend },
    measure: async () => {
      await prepare();
      const report = await site.measure({ subjects: [subject], amounts }, (told) =>
        console.error(`${name}, ${told.replace('1 of 1: ', '')}`),
      );
      const { isolated, userAgent } = report.machine;
      return { subject: report.subjects[0]!, machine: { isolated, userAgent } };
    },
  });
  const ours = backends.flatMap((backend) =>
    dtypes
      .filter((dtype) => dtype !== 'fp16' || backend === 'webgpu')
      .map((dtype) => {
        const source = { kind: 'url', url: `models/bench/${dtype}/` } as const;
        const subject = { kind: 'engine', source, backend } as const;
        return inBrowser(`${backend} ${dtype}`, subject, () => makeBundle(checkpoint, backend, dtype));
      }),
  );
  const plain = (alone ? [] : backends).map((backend) => {
    const source = { kind: 'url', url: 'models/bench/plain/' } as const;
    const subject = { kind: 'plain', source, backend } as const;
    return inBrowser(`${backend} without a cache`, subject, () => makePlain(checkpoint));
  });
  return [...ours, ...plain, ...(wanted.backends.includes('node') ? [inNode(checkpoint, amounts)] : [])];
}

/** Our engine in float32 on onnxruntime-node. */
function inNode(checkpoint: Checkpoint, amounts: BenchAmounts): Measurement {
  const measure = async () => {
    const bundle = await makeBundle(checkpoint, 'node', 'fp32');
    const command = ['tsx', 'bench/in-node.ts', bundle, JSON.stringify(amounts)];
    const { stdout } = await run('npx', command, { cwd: ROOT, maxBuffer: 1e9 });
    return { subject: JSON.parse(stdout) };
  };
  return { kind: 'node', backend: 'cpu', measure };
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
    values.backends ?? (values.model === 'demo' ? TARGETS : ['wasm', 'node']).join(),
    TARGETS,
  );
  const dtypes = choose('dtypes', values.dtypes, DTYPES);
  const amounts: BenchAmounts = {
    repeats: whole('repeats', values.repeats),
    captions: values.captions.split(',').map((each) => whole('captions', each)),
    words: whole('words', values.words),
    pictures: whole('pictures', values.pictures),
    folderSeconds: whole('folder-seconds', values['folder-seconds']),
  };
  const made = new Date().toISOString();
  const begun: BenchReport = {
    made,
    machine: { cores: cpus().length, isolated: true, userAgent: `Node ${process.version}`, host: host() },
    amounts,
    subjects: [],
  };
  const file = path.join(values.out, `${checkpoint.name}-${made.slice(0, 19).replaceAll(':', '-')}`);
  const site = await serveBench(bundlesFolder(checkpoint));
  try {
    const wanted = { backends, dtypes, alone: values.alone, amounts };
    const measurements = measurementsOf(checkpoint, wanted, site);
    const report = await measureAll(measurements, begun, async (known) => {
      await saveReport(known, file);
      const count = `${known.subjects.length} of ${measurements.length}`;
      console.error(`${subjectName(known.subjects.at(-1)!)}: ${count}, saved in ${file}.md and .json`);
    });
    console.log(markdownOf(report));
  } finally {
    await site.close();
  }
}

await main();
