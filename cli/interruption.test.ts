/** Whatever ends the program, nothing partial stays, and an older bundle is as it was. */
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHECKPOINT } from './demo.ts';
import { type Outcome, runProgram } from './testing/program.ts';

let folder: string;
let watcher: FSWatcher;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-signal-'));
});
afterEach(async () => {
  watcher.close();
  await rm(folder, { recursive: true });
});

/** Exports the demo model into `models/demo`, and sends `signal` when the first file appears in `watched`. */
function interruptedExport(signal: string, watched: string): Promise<Outcome> {
  const interruption = new AbortController();
  watcher = watch(watched, () => interruption.abort(signal));
  const out = join(folder, 'models', 'demo');
  return runProgram(folder, ['export', CHECKPOINT, '--out', out], { interrupt: interruption.signal });
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s removes a new folder', async (signal) => {
  await mkdir(join(folder, 'models'));
  const outcome = await interruptedExport(signal, join(folder, 'models'));
  expect(outcome).toEqual({ code: 1, stdout: '', stderr: 'blipscope: Interrupted.\n' });
  expect(await readdir(join(folder, 'models'))).toEqual([]);
});

test('SIGTERM leaves an older bundle and the files next to it', async () => {
  const out = join(folder, 'models', 'demo');
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'blipscope.json'), '{"format":"blipscope-bundle","files":{"old.bin":{}}}');
  await writeFile(join(out, 'old.bin'), 'old');
  await writeFile(join(out, 'notes.txt'), 'notes');
  const outcome = await interruptedExport('SIGTERM', out);
  expect(outcome).toEqual({ code: 1, stdout: '', stderr: 'blipscope: Interrupted.\n' });
  expect((await readdir(out)).sort()).toEqual(['blipscope.json', 'notes.txt', 'old.bin']);
});
