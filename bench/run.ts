/**
 * How fast the app is on this machine, in Chromium on WebGPU and WASM and in Node. Prints the tables and saves them as
 * Markdown and JSON after every subject, so that nothing is lost when it is stopped.
 *
 *   npm run bench -- [--model demo|base|FOLDER] [--only parts,first-words,frames] [--backends webgpu,wasm,node]
 *     [--dtypes q8,fp32] [--alone] [--repeats 3] [--captions 1,3,8] [--batches 1,4] [--words 12] [--pictures 50] [--folder-seconds 10]
 *     [--drops 5] [--out bench/results]
 *
 * - `parts`: every part of captioning, compared with the model without a cache; `--alone` leaves that out.
 * - `first-words`: from dropping a picture on the page, or naming it on the command line, to the first word and to three
 *   captions; the first of `--drops` pictures warms up.
 * - `frames`: dropped frames and long tasks of the page, with the demo model on WASM.
 *
 * `base` is a captioner of base size with random weights. It would take hours on an emulated GPU: its default is wasm,node.
 */
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { QUICK } from '../app/features/bench/plan';
import { type BenchReport, NOT_MEASURED, subjectName } from '../app/features/bench/report';
import type { Backend, Dtype } from '../core/dtypes.ts';
import type { BenchAmounts } from '../core/protocol/index.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import { runBenchPage, waitOnPage } from './support/bench-page.ts';
import {
  bundlesFolder,
  type Checkpoint,
  checkpointOf,
  makeBaseline,
  makeBundle,
} from './support/checkpoint.ts';
import { measureFrames } from './support/frames.ts';
import { type Measured, measureAll, saveReport } from './support/measurements.ts';
import { measureInNode, waitInNode } from './support/node.ts';
import { integer, readOptions } from './support/options.ts';
import { ROOT, type Site, serveApp } from './support/site.ts';

const OPTIONS = {
  model: { type: 'string', default: 'demo' },
  only: { type: 'string', default: 'parts,first-words,frames' },
  backends: { type: 'string' },
  dtypes: { type: 'string', default: 'q8,fp32' },
  alone: { type: 'boolean', default: false },
  repeats: { type: 'string', default: String(QUICK.repeats) },
  captions: { type: 'string', default: QUICK.captions.join() },
  batches: { type: 'string', default: QUICK.batches.join() },
  words: { type: 'string', default: String(QUICK.words) },
  pictures: { type: 'string', default: String(QUICK.pictures) },
  'folder-seconds': { type: 'string', default: String(QUICK.folderSeconds) },
  drops: { type: 'string', default: '5' },
  out: { type: 'string', default: path.join(ROOT, 'bench/results') },
} as const;

const SECTIONS = ['parts', 'first-words', 'frames'] as const;
const BACKENDS = ['webgpu', 'wasm', 'node'] as const;
const DTYPES: readonly Dtype[] = ['fp32', 'fp16', 'q8', 'q4'];
const FRAME_SECONDS = 3;
const SAMPLES = sampleNames().map(sample);

type Wanted = { dtype: Dtype } & (
  | { kind: 'node'; backend: 'cpu' }
  | { kind: 'engine' | 'baseline'; backend: Backend }
);

interface Settings {
  sections: readonly (typeof SECTIONS)[number][];
  backends: readonly (typeof BACKENDS)[number][];
  dtypes: readonly Dtype[];
  alone: boolean;
  amounts: BenchAmounts;
  /** Dropped one after the other. */
  drops: readonly string[];
}

function choose<T extends string>(name: string, list: string, known: readonly T[]): T[] {
  return list.split(',').map((each) => {
    const found = known.find((one) => one === each);
    if (!found) throw new Error(`--${name} ${each}: choose some of ${known.join(', ')}.`);
    return found;
  });
}

function readSettings(values: ReturnType<typeof readOptions<typeof OPTIONS>>['values']): Settings {
  const backends = values.backends ?? (values.model === 'demo' ? BACKENDS : ['wasm', 'node']).join();
  return {
    sections: choose('only', values.only, SECTIONS),
    backends: choose('backends', backends, BACKENDS),
    dtypes: choose('dtypes', values.dtypes, DTYPES),
    alone: values.alone,
    amounts: {
      repeats: integer('repeats', values.repeats),
      captions: values.captions.split(',').map((each) => integer('captions', each)),
      batches: values.batches.split(',').map((each) => integer('batches', each)),
      words: integer('words', values.words),
      pictures: integer('pictures', values.pictures),
      folderSeconds: integer('folder-seconds', values['folder-seconds']),
    },
    drops: SAMPLES.slice(0, integer('drops', values.drops)),
  };
}

/** The engine in each backend and dtype, then the baseline. */
function subjectsOf({ sections, backends, dtypes, alone }: Settings): Wanted[] {
  const hasParts = sections.includes('parts');
  if (!hasParts && !sections.includes('first-words')) return [];
  const engines = backends.flatMap((backend) =>
    dtypes
      .filter((dtype) => dtype !== 'fp16' || backend === 'webgpu')
      .map((dtype): Wanted => {
        return backend === 'node'
          ? { kind: 'node', backend: 'cpu', dtype }
          : { kind: 'engine', backend, dtype };
      }),
  );
  const inBrowser = backends.filter((backend) => backend !== 'node');
  const baselines = inBrowser.map((backend): Wanted => ({ kind: 'baseline', backend, dtype: 'fp32' }));
  return [...engines, ...(alone || !hasParts ? [] : baselines)];
}

async function measureOnPage(
  { kind, backend, dtype }: Extract<Wanted, { backend: Backend }>,
  { sections, amounts, drops }: Settings,
  checkpoint: Checkpoint,
  site: Site,
): Promise<Measured> {
  const isBaseline = kind === 'baseline';
  await (isBaseline ? makeBaseline(checkpoint) : makeBundle(checkpoint, backend, dtype));
  site.serveModels(bundlesFolder(checkpoint, isBaseline ? kind : dtype));
  const url = isBaseline ? 'models/demo/baseline/' : 'models/demo/';
  const measured: Measured = sections.includes('parts')
    ? await runBenchPage(site, { kind, backend, source: { kind: 'url', url } }, amounts)
    : { subject: { ...NOT_MEASURED, kind, backend, dtype } };
  const waits =
    sections.includes('first-words') && !isBaseline ? await waitOnPage(site, backend, drops) : null;
  return { ...measured, subject: { ...measured.subject, waits } };
}

async function measureOnNode(
  subject: Wanted,
  { sections, amounts, drops }: Settings,
  checkpoint: Checkpoint,
): Promise<Measured> {
  const bundle = await makeBundle(checkpoint, 'node', subject.dtype);
  const parts = sections.includes('parts') ? await measureInNode(bundle, amounts, SAMPLES) : {};
  const waits = sections.includes('first-words') ? waitInNode(bundle, drops) : null;
  return { subject: { ...NOT_MEASURED, ...subject, ...parts, waits } };
}

function begin(amounts: BenchAmounts): BenchReport {
  const [cpu] = cpus();
  const host = `${cpu?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const machine = { cores: cpus().length, isolated: true, userAgent: `Node ${process.version}`, host };
  return { made: new Date().toISOString(), machine, amounts, subjects: [] };
}

async function main(): Promise<void> {
  const { values } = readOptions(import.meta.filename, OPTIONS);
  const settings = readSettings(values);
  const checkpoint = await checkpointOf(values.model);
  const begun = begin(settings.amounts);
  const file = path.join(values.out, `${checkpoint.name}-${begun.made.slice(0, 19).replaceAll(':', '-')}`);
  const site = await serveApp();
  try {
    // First of all, while the site has the demo model.
    const frames = settings.sections.includes('frames')
      ? await measureFrames(site, FRAME_SECONDS, settings.drops)
      : null;
    const measurements = subjectsOf(settings).map((subject) => ({
      ...subject,
      measure: () =>
        subject.kind === 'node'
          ? measureOnNode(subject, settings, checkpoint)
          : measureOnPage(subject, settings, checkpoint, site),
    }));
    const report = await measureAll(measurements, begun, async (known) => {
      await saveReport(known, frames, file);
      const count = `${known.subjects.length} of ${measurements.length}`;
      console.error(`${subjectName(known.subjects.at(-1)!)}: ${count}, saved in ${file}.md and .json`);
    });
    console.log(await saveReport(report, frames, file));
  } finally {
    await site.close();
  }
}

await main();
