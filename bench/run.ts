/**
 * How fast the app is on this machine, in Chromium on WebGPU and WASM and in Node. Prints the tables and saves them as
 * Markdown and JSON after every subject, so that nothing is lost when it is stopped.
 *
 *   npm run bench -- [--model demo|base|FOLDER] [--only parts,first-words,frames] [--backends webgpu,wasm,node]
 *     [--dtypes q8,fp32] [--alone] [--repeats 3] [--captions 1,3,8] [--words 12] [--pictures 50] [--folder-seconds 10]
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
import {
  type BenchReport,
  NOT_MEASURED,
  type SubjectReport,
  subjectName,
} from '../app/features/bench/report';
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
import { type Measurement, measureAll, saveReport } from './support/measurements.ts';
import { measureInNode, waitInNode } from './support/node.ts';
import { readOptions } from './support/options.ts';
import { ROOT, type Site, serveApp } from './support/site.ts';

const OPTIONS = {
  model: { type: 'string', default: 'demo' },
  only: { type: 'string', default: 'parts,first-words,frames' },
  backends: { type: 'string' },
  dtypes: { type: 'string', default: 'q8,fp32' },
  alone: { type: 'boolean', default: false },
  repeats: { type: 'string', default: String(QUICK.repeats) },
  captions: { type: 'string', default: QUICK.captions.join() },
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

function integer(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} ${value}: give a whole number.`);
  return number;
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
      words: integer('words', values.words),
      pictures: integer('pictures', values.pictures),
      folderSeconds: integer('folder-seconds', values['folder-seconds']),
    },
    drops: SAMPLES.slice(0, integer('drops', values.drops)),
  };
}

/** The engine in each backend and dtype, then the model without a cache. */
function measurementsOf(checkpoint: Checkpoint, settings: Settings, site: Site): Measurement[] {
  const { sections, backends, dtypes, alone } = settings;
  const measuresParts = sections.includes('parts');
  if (!measuresParts && !sections.includes('first-words')) return [];
  const engines = backends.flatMap((backend) =>
    dtypes
      .filter((dtype) => dtype !== 'fp16' || backend === 'webgpu')
      .map((dtype) =>
        backend === 'node'
          ? inNode(checkpoint, dtype, settings)
          : onPage(checkpoint, backend, dtype, settings, site),
      ),
  );
  const compared = alone || !measuresParts ? [] : backends.filter((each) => each !== 'node');
  return [...engines, ...compared.map((backend) => baselineOnPage(checkpoint, backend, settings, site))];
}

function onPage(
  checkpoint: Checkpoint,
  backend: Backend,
  dtype: Dtype,
  { sections, amounts, drops }: Settings,
  site: Site,
): Measurement {
  const measure = async () => {
    await makeBundle(checkpoint, backend, dtype);
    site.useModels(bundlesFolder(checkpoint, dtype));
    const source = { kind: 'url', url: 'models/demo/' } as const;
    const measured = sections.includes('parts')
      ? await measureParts(site, { kind: 'engine', source, backend }, amounts, `${backend} ${dtype}`)
      : { subject: { ...NOT_MEASURED, kind: 'engine', backend, dtype } as const };
    const waits = sections.includes('first-words') ? await waitOnPage(site, backend, drops) : null;
    return { ...measured, subject: { ...measured.subject, waits } };
  };
  return { kind: 'engine', backend, dtype, measure };
}

function baselineOnPage(
  checkpoint: Checkpoint,
  backend: Backend,
  { amounts }: Settings,
  site: Site,
): Measurement {
  const measure = async () => {
    await makeBaseline(checkpoint);
    site.useModels(bundlesFolder(checkpoint, 'baseline'));
    const source = { kind: 'url', url: 'models/demo/baseline/' } as const;
    return measureParts(site, { kind: 'baseline', source, backend }, amounts, `${backend} without a cache`);
  };
  return { kind: 'baseline', backend, dtype: 'fp32', measure };
}

async function measureParts(
  site: Site,
  subject: Parameters<typeof runBenchPage>[1]['subjects'][number],
  amounts: BenchAmounts,
  name: string,
) {
  const report = await runBenchPage(site, { subjects: [subject], amounts }, (stage) =>
    console.error(`${name}, ${stage.replace('1 of 1: ', '')}`),
  );
  const { isolated, userAgent } = report.machine;
  return { subject: report.subjects[0]!, machine: { isolated, userAgent } };
}

function inNode(checkpoint: Checkpoint, dtype: Dtype, { sections, amounts, drops }: Settings): Measurement {
  const measure = async () => {
    const bundle = await makeBundle(checkpoint, 'node', dtype);
    const subject: SubjectReport = {
      ...{ ...NOT_MEASURED, kind: 'node', backend: 'cpu', dtype },
      ...(sections.includes('parts') && (await measureInNode(bundle, amounts, SAMPLES))),
      waits: sections.includes('first-words') ? waitInNode(bundle, drops) : null,
    };
    return { subject };
  };
  return { kind: 'node', backend: 'cpu', dtype, measure };
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
    const measurements = measurementsOf(checkpoint, settings, site);
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
