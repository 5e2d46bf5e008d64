/**
 * A checkpoint exported by the command line from a hub on this machine: seconds, bytes fetched, memory, size of the
 * bundle. With `--interrupt 0.5` the program is killed, without a chance to tidy up, when it has kept that share of
 * the weights, and run again. Linux only, for the memory.
 *
 *   npx tsx bench/convert-in-node.ts --checkpoint DIR [--target wasm] [--dtype q8] [--interrupt 0.5]
 *
 * `bench/random-checkpoint.ts` makes a checkpoint of full size.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { HubServer } from '../model-export/testing/hub-server.ts';
import { ID, largestFile, mb, serveCheckpoint, traffic } from './support/hub.ts';
import { memoryOf } from './support/memory.ts';

const MAIN = path.join(import.meta.dirname, '../cli/main.ts');
const POLL_MS = 20;

interface Options {
  checkpoint: string;
  target: string;
  dtype: string;
  interrupt?: string | undefined;
}

interface Run {
  program: ChildProcess;
  /** What it printed, when it has ended; rejects if it failed. */
  ended: Promise<string>;
}

/** Starts `blipscope export` with its cache and its bundle below `home`. */
function startExport(home: string, { target, dtype }: Options, { endpoint }: HubServer): Run {
  const flags = ['--out', path.join(home, 'bundle'), '--target', target, '--dtype', dtype, '--json'];
  const program = spawn(
    process.execPath,
    ['--import', 'tsx', MAIN, 'export', ID, '--endpoint', endpoint, ...flags],
    { env: { ...process.env, XDG_CACHE_HOME: home, HF_TOKEN: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return { program, ended: outputOf(program) };
}

async function outputOf(program: ChildProcess): Promise<string> {
  let output = '';
  program.stdout!.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const [code] = await once(program, 'close');
  if (code !== 0) throw new Error('The export failed; what it printed says why.');
  return output;
}

/** Of the unfinished download that is largest, bytes on the disk. */
function partialBytes(home: string): number {
  const folder = path.join(home, 'blipscope/hub');
  const names = listed(folder).filter((name) => name.endsWith('.partial'));
  return Math.max(0, ...names.map((name) => statSync(path.join(folder, name)).size));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Resolves to the bytes that were kept. */
async function killAt(bytes: number, home: string, { program, ended }: Run): Promise<number> {
  const outcome = ended.then(
    () => 'done',
    () => 'killed',
  );
  while (partialBytes(home) < bytes) {
    if (program.exitCode !== null) throw new Error('The export ended before it could be killed.');
    await setTimeout(POLL_MS);
  }
  program.kill('SIGKILL');
  await outcome;
  return partialBytes(home);
}

/**
 * The largest that the program is seen to be. What it says itself would not do: a program's peak counts in what
 * started it, and here that holds the whole checkpoint.
 */
async function peakOf({ program }: Run): Promise<number> {
  let peak = 0;
  while (program.exitCode === null && program.signalCode === null) {
    peak = Math.max(peak, memoryOf(program.pid!).peak);
    await setTimeout(POLL_MS);
  }
  return peak;
}

async function measure(home: string, options: Options, hub: HubServer): Promise<void> {
  const began = performance.now();
  const run = startExport(home, options, hub);
  const [peak, output] = await Promise.all([peakOf(run), run.ended]);
  const seconds = (performance.now() - began) / 1000;
  const { bytes }: { bytes: number } = JSON.parse(output);
  const { sent, twice } = traffic(hub);
  console.log(`download and conversion ${seconds.toFixed(1)} s`);
  console.log(`sent by the hub ${mb(sent)}, of it twice ${mb(twice)} at most`);
  console.log(`resident memory ${mb(peak)} at most`);
  console.log(`bundle ${mb(bytes)}`);
}

function parseOptions(): Options {
  const { values } = parseArgs({
    options: {
      checkpoint: { type: 'string' },
      target: { type: 'string', default: 'wasm' },
      dtype: { type: 'string', default: 'q8' },
      interrupt: { type: 'string' },
    },
  });
  if (!values.checkpoint) throw new Error('usage: convert-in-node.ts --checkpoint DIR');
  return { ...values, checkpoint: values.checkpoint };
}

async function main(): Promise<void> {
  const options = parseOptions();
  const hub = await serveCheckpoint(options.checkpoint);
  const home = mkdtempSync(path.join(tmpdir(), 'blipscope-convert-'));
  try {
    if (options.interrupt) {
      const wanted = Number(options.interrupt) * largestFile(options.checkpoint);
      const kept = await killAt(wanted, home, startExport(home, options, hub));
      console.log(
        `The program was killed after ${mb(traffic(hub).sent)}; ${mb(kept)} of the weights were kept.`,
      );
    }
    await measure(home, options, hub);
  } finally {
    await hub.close();
    rmSync(home, { recursive: true, force: true });
  }
}

await main();
