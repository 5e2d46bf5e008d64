/**
 * Pictures a second of base size with random weights: three sampled captions of each and the ITM of each caption, in Node and
 * in PyTorch with `transformers`, in turn in one run. Start and load are timed apart. Needs a Python with torch, transformers
 * and Pillow.
 *
 *   npx tsx bench/throughput.ts --python PYTHON [--dtypes fp32,q8] [--setups 1x1,1x2,2x1] [--pictures 8] [--rounds 3]
 *   npx tsx bench/throughput.ts --without-pytorch --model demo --pictures 29
 *
 * A setup is processes × threads of each. PyTorch runs in one process with a thread for each core that a setup uses,
 * with batches of one picture and of four; a ratio compares with its better batch on as many cores.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import { markdownTable } from '../app/features/bench/tables';
import { type CaptionWorker, openModels } from '../cli/capfilt/models.ts';
import { runPictures, type SourcePicture } from '../cli/capfilt/run.ts';
import type { Plan } from '../cli/pool/plan.ts';
import { startPool } from '../cli/pool/pool.ts';
import type { Dtype } from '../core/dtypes.ts';
import { sample, sampleNames } from '../e2e/support/samples.ts';
import { checkpointOf, makeBundle } from './support/checkpoint.ts';
import { integer, readOptions } from './support/options.ts';

const CORES = availableParallelism();
const { values } = readOptions(import.meta.filename, {
  python: { type: 'string', default: 'python3' },
  model: { type: 'string', default: 'base' },
  dtypes: { type: 'string', default: 'fp32,q8' },
  setups: { type: 'string', default: `1x1,1x${CORES},${CORES}x1` },
  pictures: { type: 'string', default: '8' },
  rounds: { type: 'string', default: '3' },
  'without-pytorch': { type: 'boolean', default: false },
});
const NAMES = sampleNames().slice(0, integer('pictures', values.pictures));
const ROUNDS = integer('rounds', values.rounds);
const SETUPS = values.setups.split(',').map((setup): Plan => {
  const [workers = 1, threads = 1] = setup.split('x').map((each) => integer('setups', each));
  return { workers, threads };
});
/** The demo model is captioner and matcher in one. */
const CHECKPOINTS =
  values.model === 'demo'
    ? [await checkpointOf('demo')]
    : [await checkpointOf('base'), await checkpointOf('base-matcher')];

function coresOf({ workers, threads }: Plan): number {
  return Math.min(CORES, workers * threads);
}

/** One thing that is timed, in seconds for all pictures. */
interface Runner {
  name: string;
  cores: number;
  /** Seconds of start and load. */
  start: number;
  run(): Promise<number>;
  stop(): Promise<void>;
}

async function nodeRunner(dtype: Dtype, setup: Plan): Promise<Runner> {
  const { workers, threads } = setup;
  const [model, matcher] = await Promise.all(CHECKPOINTS.map((each) => makeBundle(each, 'node', dtype)));
  const flags = { model: model!, threads, ...(matcher && { matcher }) };
  const start = performance.now();
  const worker = await startPool({ flags, workers });
  const seconds = (performance.now() - start) / 1000;
  return {
    name: `Node ${dtype}, ${workers} × ${threads}`,
    cores: coresOf(setup),
    start: seconds,
    run: () => captionAll(worker),
    stop: () => worker.dispose(),
  };
}

async function captionAll(worker: CaptionWorker): Promise<number> {
  const pictures = NAMES.map((name): SourcePicture => {
    const open = () => readFile(sample(name));
    return { path: name, bytes: 0, modified: 0, originals: [], open };
  });
  const start = performance.now();
  let failed = 0;
  await runPictures({
    pictures: pictures.map((picture) => ({ picture, earlier: null, crashed: false })),
    worker,
    ...{ seed: 1, made: new Map(), embedded: new Set() },
    store: { find: async () => null, findVector: async () => null, save: async () => {} },
    onRecord: ({ error }) => {
      if (error) failed += 1;
    },
    signal: new AbortController().signal,
  });
  if (failed > 0) throw new Error(`${failed} of ${NAMES.length} pictures failed.`);
  return (performance.now() - start) / 1000;
}

interface Python {
  program: ChildProcess;
  lines: AsyncIterator<string>;
  reader: Interface;
  start: number;
}

async function startPython(): Promise<Python> {
  const [captioner, matcher] = CHECKPOINTS;
  if (!captioner || !matcher) throw new Error('PyTorch runs base size only: add --without-pytorch.');
  const model = await makeBundle(captioner, 'node', 'fp32');
  const { settings } = await openModels({ model }, new AbortController().signal);
  const args = ['bench/throughput.py', captioner.folder, matcher.folder, JSON.stringify(settings)];
  const program = spawn(values.python, [...args, ...NAMES.map(sample)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reader = createInterface(program.stdout!);
  const lines = reader[Symbol.asyncIterator]();
  const start = await secondsOf(lines);
  return { program, lines, reader, start };
}

async function secondsOf(lines: AsyncIterator<string>): Promise<number> {
  const { value, done } = await lines.next();
  if (done) throw new Error('The Python program ended. Does it have torch, transformers and Pillow?');
  return JSON.parse(value).seconds;
}

function pytorchRunner({ program, lines, start }: Python, threads: number, batch: number): Runner {
  const run = async () => {
    program.stdin!.write(`${JSON.stringify({ threads, batch })}\n`);
    return secondsOf(lines);
  };
  const name = `PyTorch fp32, 1 × ${threads}, batch ${batch}`;
  return { name, cores: threads, start, run, stop: async () => void program.kill() };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}

/** The first round warms up. By runner, the seconds of each round. */
async function measure(runners: readonly Runner[]): Promise<Map<Runner, number[]>> {
  const seconds = new Map<Runner, number[]>(runners.map((runner) => [runner, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const runner of runners) {
      const each = await runner.run();
      if (round > 0) seconds.get(runner)!.push(each);
    }
  }
  return seconds;
}

const runners: Runner[] = [];
try {
  if (!values['without-pytorch']) {
    const python = await startPython();
    for (const threads of new Set(SETUPS.map(coresOf))) {
      for (const batch of [1, 4]) runners.push(pytorchRunner(python, threads, batch));
    }
  }
  for (const dtype of values.dtypes.split(',')) {
    for (const setup of SETUPS) runners.push(await nodeRunner(dtype as Dtype, setup));
  }
  const seconds = await measure(runners);
  /** Of PyTorch on as many cores, the better batch. */
  const baseline = (cores: number) =>
    Math.min(
      ...runners
        .filter(({ name, cores: own }) => name.startsWith('PyTorch') && own === cores)
        .map((runner) => median(seconds.get(runner)!)),
    );
  const rows = runners.map((runner) => {
    const own = median(seconds.get(runner)!);
    const ratio = baseline(runner.cores) / own;
    const ratioText = Number.isFinite(ratio) ? ratio.toFixed(2) : '';
    return [runner.name, (NAMES.length / own).toFixed(3), ratioText, runner.start.toFixed(1)];
  });
  const header = [
    'processes × threads',
    'pictures a second',
    '÷ PyTorch on as many cores',
    'start and load, s',
  ];
  console.log(markdownTable(header, rows));
} finally {
  for (const runner of runners) await runner.stop();
}
