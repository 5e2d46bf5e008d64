import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { BenchReport } from '../../app/features/bench/report';
import { report, subject } from '../../app/features/bench/testing';
import { type Measurement, measureAll, saveReport } from './measurements.ts';

const works = (dtype: string): Measurement => ({
  ...{ kind: 'engine', backend: 'wasm', dtype },
  measure: async () => ({
    subject: subject({}, { dtype }),
    machine: { isolated: false, userAgent: 'Browser/2' },
  }),
});
const fails: Measurement = {
  ...{ kind: 'baseline', backend: 'webgpu', dtype: null },
  measure: () => Promise.reject(new Error('The page crashed.')),
};

test('the report is saved after every subject, and a failure loses none of the others', async () => {
  const saved: BenchReport[] = [];
  const begun = report([]);
  const final = await measureAll([works('q8'), fails, works('fp32')], begun, async (known) => {
    saved.push(known);
  });
  expect(saved.map(({ subjects }) => subjects.length)).toEqual([1, 2, 3]);
  expect(saved.at(-1)).toBe(final);
  expect(final.subjects).toMatchObject([
    { measured: { model: { dtype: 'q8' } }, error: null },
    { kind: 'baseline', backend: 'webgpu', measured: null, error: 'The page crashed.' },
    { measured: { model: { dtype: 'fp32' } }, error: null },
  ]);
  // The browser reports itself; the host's name stays.
  expect(final.machine).toEqual({ ...begun.machine, isolated: false, userAgent: 'Browser/2' });
});

test('when a measurement is stopped, what came before is in complete files', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'blipscope-bench-test-'));
  const file = path.join(folder, 'deeper/report');
  try {
    const stopped: Measurement = { ...fails, measure: () => new Promise(() => {}) };
    await new Promise<void>((resolve) => {
      void measureAll([works('q8'), stopped], report([]), async (known) => {
        await saveReport(known, null, file);
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
