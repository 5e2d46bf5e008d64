/**
 * Start and load of a base captioner with random weights: from the start of the process to a model that can caption, as
 * `blipscope caption` does it, and in PyTorch with `transformers`, in turn. Wall time and processor time, medians.
 *
 *   npx tsx bench/start.ts [--model base|demo|FOLDER] [--dtypes fp32,q8] [--rounds 5] [--python PYTHON]
 */
import { spawn } from 'node:child_process';
import { markdownTable } from '../app/features/bench/tables';
import type { Dtype } from '../core/dtypes.ts';
import { checkpointOf, makeBundle } from './support/checkpoint.ts';
import { integer, readOptions } from './support/options.ts';
import { ROOT } from './support/site.ts';

const { values } = readOptions(import.meta.filename, {
  model: { type: 'string', default: 'base' },
  dtypes: { type: 'string', default: 'fp32,q8' },
  rounds: { type: 'string', default: '5' },
  python: { type: 'string' },
});

/** Ends when the model is loaded. Prints its processor time in milliseconds. */
const LOAD = `
  const { openModel } = await import('./cli/model.ts');
  await import('./cli/caption.ts');
  const { createEngine } = await import('./workers/engine/index.ts');
  await createEngine(await openModel({ model: process.argv[1] }, new AbortController().signal));
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000), () => process.exit());
`;
const LOAD_PYTHON = `
import sys, time
from transformers import BlipForConditionalGeneration
BlipForConditionalGeneration.from_pretrained(sys.argv[1]).eval()
print(1000 * time.process_time())
`;

interface Time {
  wall: number;
  cpu: number;
}

function timed(program: string, args: readonly string[]): Promise<Time> {
  const start = performance.now();
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      if (code !== 0) return reject(new Error(`${program} ended with ${code}.`));
      resolve({ wall: performance.now() - start, cpu: Number(output) });
    });
  });
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;

const checkpoint = await checkpointOf(values.model);
const subjects = new Map<string, () => Promise<Time>>();
for (const dtype of values.dtypes.split(',')) {
  const model = await makeBundle(checkpoint, 'node', dtype as Dtype);
  const args = ['--import', 'tsx', '--input-type=module', '-e', LOAD, model];
  subjects.set(`Node ${dtype}`, () => timed(process.execPath, args));
}
const { python } = values;
if (python) subjects.set('PyTorch fp32', () => timed(python, ['-c', LOAD_PYTHON, checkpoint.folder]));
const times = new Map<string, Time[]>([...subjects.keys()].map((name) => [name, []]));
// The first round hashes the bundle and fills the system's cache.
for (let round = 0; round <= integer('rounds', values.rounds); round++) {
  for (const [name, run] of subjects) {
    const time = await run();
    if (round > 0) times.get(name)!.push(time);
  }
}
const rows = [...times].map(([name, all]) => [
  name,
  (median(all.map(({ wall }) => wall)) / 1000).toFixed(2),
  (median(all.map(({ cpu }) => cpu)) / 1000).toFixed(2),
]);
console.log(markdownTable(['start and load', 'wall, s', 'processor, s'], rows));
