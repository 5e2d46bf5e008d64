/**
 * Start of the command line: one picture captioned and matched by the npm package's bundled code and by the sources
 * through tsx, in turn. Build the package first. Wall time and processor time of the whole command, medians.
 *
 *   npx tsx bench/package-start.ts --model FOLDER [--matcher FOLDER] [--rounds 5]
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { markdownTable } from '../app/features/bench/tables';
import { integer, readOptions } from './support/options.ts';
import { ROOT } from './support/site.ts';

const { values } = readOptions(import.meta.filename, {
  model: { type: 'string' },
  matcher: { type: 'string' },
  rounds: { type: 'string', default: '5' },
});

const PROGRAMS = {
  'through tsx': ['--import', 'tsx', 'cli/main.ts'],
  bundled: ['packages/blipscope/dist/cli/main.js'],
};
/** Tells at the end how long the processor worked. */
const TELL =
  "import { writeSync } from 'node:fs'; process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String((user + system) / 1000)); });";
const MODELS = [
  ...(values.model ? ['--model', values.model] : []),
  ...(values.matcher ? ['--matcher', values.matcher] : []),
];
const COMMANDS = {
  '--version': ['--version'],
  caption: ['caption', join(ROOT, 'public', 'samples', '01.webp'), '--greedy', '--json', ...MODELS],
};

interface Time {
  wall: number;
  cpu: number;
}

function timed(args: readonly string[]): Promise<Time> {
  const start = performance.now();
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(TELL)}`];
  const stdio = ['ignore', 'ignore', 'inherit', 'pipe'] as const;
  const child = spawn(process.execPath, [...preload, ...args], { cwd: ROOT, stdio: [...stdio] });
  let told = '';
  child.stdio[3]?.on('data', (text) => {
    told += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      if (code !== 0) return reject(new Error(`${args.join(' ')} ended with ${code}.`));
      resolve({ wall: performance.now() - start, cpu: Number(told) });
    });
  });
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;
const seconds = (ms: number[]) => (median(ms) / 1000).toFixed(2);

const subjects = Object.entries(COMMANDS).flatMap(([command, args]) =>
  Object.entries(PROGRAMS).map(([program, start]) => ({
    name: `${command}, ${program}`,
    args: [...start, ...args],
  })),
);
const times = new Map(subjects.map(({ name }) => [name, [] as Time[]]));
// Once without a figure: what is cached is cached.
for (const { args } of subjects) await timed(args);
for (let round = 0; round < integer('rounds', values.rounds); round++) {
  for (const { name, args } of subjects) times.get(name)!.push(await timed(args));
}
const rows = [...times].map(([name, each]) => [
  name,
  seconds(each.map(({ wall }) => wall)),
  seconds(each.map(({ cpu }) => cpu)),
]);
console.log(markdownTable(['', 'wall, s', 'processor, s'], rows));
