import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { BenchReport } from '../../app/features/bench/report';
import { report, subject } from '../../app/features/bench/testing';
import { type Measurement, measureAll, saveReport } from './measurements.ts';

const works = (dtype: string): Measurement => ({
  ...{ kind: 'engine', backend: 'wasm' },
  measure: async () => ({
    subject: subject({}, { dtype }),
    machine: { isolated: false, userAgent: 'Browser/2' },
  }),
});
const fails: Measurement = {
  ...{ kind: 'plain', backend: 'webgpu' },
  measure: () => Promise.reject(new Error('The page crashed.')),
};

test('everything known is saved after every subject, and one that fails loses none of the others', async () => {
  const saved: BenchReport[] = [];
  const begun = report([]);
  const whole = await measureAll([works('q8'), fails, works('fp32')], begun, async (known) => {
    saved.push(known);
  });
  expect(saved.map(({ subjects }) => subjects.length)).toEqual([1, 2, 3]);
  expect(saved.at(-1)).toBe(whole);
  expect(whole.subjects).toMatchObject([
    { measured: { model: { dtype: 'q8' } }, error: null },
    { kind: 'plain', backend: 'webgpu', measured: null, error: 'The page crashed.' },
    { measured: { model: { dtype: 'fp32' } }, error: null },
  ]);
  // The browser tells what it is; of the machine's own it says nothing.
  expect(whole.machine).toEqual({ ...begun.machine, isolated: false, userAgent: 'Browser/2' });
});

test('of a measurement that is stopped, what came before is in whole files', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'blipscope-bench-test-'));
  const file = path.join(folder, 'deeper/report');
  try {
    const stopped: Measurement = { ...fails, measure: () => new Promise(() => {}) };
    await new Promise<void>((resolve) => {
      void measureAll([works('q8'), stopped], report([]), async (known) => {
        await saveReport(known, file);
        resolve();
      });
    });
    expect((await readdir(path.dirname(file))).sort()).toEqual(['report.json', 'report.md']);
    expect(JSON.parse(await readFile(`${file}.json`, 'utf8')).subjects).toHaveLength(1);
    expect(await readFile(`${file}.md`, 'utf8')).toContain('| Encode a picture | 11.0 (10.0–12.0) |');
  } finally {
    await rm(folder, { recursive: true });
  }
});
