/** `npm run bench` with the least to measure: what it writes, never how long anything took. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchReport } from '../app/features/bench/report';
import { expect, test } from './fixtures';

const LEAST = ['--backends', 'wasm', '--dtypes', 'q8', '--alone', '--repeats', '1', '--captions', '1'];
const LITTLE = ['--words', '2', '--pictures', '1', '--folder-seconds', '60', '--drops', '2'];

test('the command saves the tables and the frames as JSON and Markdown, and prints them', async () => {
  const out = test.info().outputPath('results');
  const command = ['tsx', 'bench/run.ts', ...LEAST, ...LITTLE, '--out', out];
  const { stdout, stderr } = await promisify(execFile)('npx', command, {
    shell: process.platform === 'win32',
  });
  expect(stderr).toContain(`WASM q8: 1 of 1, saved in ${out}`);
  const [json = '', markdown = ''] = readdirSync(out).sort();
  const report: BenchReport = JSON.parse(readFileSync(path.join(out, json), 'utf8'));
  expect(report.machine).toMatchObject({ isolated: true, host: expect.stringContaining('GiB') });
  expect(report.subjects).toMatchObject([{ kind: 'engine', backend: 'wasm', error: null }]);
  const { measured, jsHeapBytes, loadAgainMs } = report.subjects[0]!;
  expect(measured?.times).toMatchObject({
    ...{ encode: { length: 1 }, keysValues: { length: 1 }, threeCaptions: { length: 1 } },
    ...{
      steps: [{ captions: 1, ms: { length: 2 } }],
      maps: { length: 1 },
      gradCam: { caption: { length: 1 } },
    },
    folder: { pictures: 1 },
  });
  expect(measured?.warmUpMs).toBeLessThan(measured?.loadMs ?? 0);
  for (const bytes of [jsHeapBytes, measured?.wasmBytes, loadAgainMs]) expect(bytes).toBeGreaterThan(0);
  const text = readFileSync(path.join(out, markdown), 'utf8');
  expect(stdout.trim()).toContain(text.trim());
  expect(text).toMatch(/^# Blipscope benchmark: demo\n/);
  expect(text).toContain('Each timed 1 time after one to warm up.');
  expect(text).toContain('\n| strength dragged, ');
  for (const row of [
    'From a picture to its first word',
    'From a picture to three captions',
    'Load, first time',
    'Of that, the warm-up',
    'Decode step, 1 caption',
    'JS heap, at most',
  ])
    expect(text).toMatch(new RegExp(`^\\| ${row} \\| [\\d.]+`, 'm'));
});
