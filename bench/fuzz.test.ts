/** The short form of `bench/fuzz.ts`. `BLIPSCOPE_FUZZ_CASES` is the number of cases of each subject. */
import { afterAll, expect, test } from 'vitest';
import { markdownTable } from '../app/features/bench/tables';
import { runFuzz } from './support/fuzz/run-fuzz.ts';
import { SUBJECTS, type SubjectName } from './support/fuzz/subjects.ts';
import { mb } from './support/memory.ts';

const count = Number(process.env.BLIPSCOPE_FUZZ_CASES ?? 300);

const rows: string[][] = [];
afterAll(() => {
  const head = ['subject', 'taken', 'refused', 'largest time of a case', 'largest memory of a case'];
  console.info(markdownTable(head, rows));
});

test.each(Object.keys(SUBJECTS) as SubjectName[])(
  `${count} odd files: each %s is read or refused, within its time and memory`,
  async (name) => {
    const { taken, refused, ms, bytes } = await runFuzz(name, { seed: 1, count });
    rows.push([name, String(taken), String(refused), `${ms.most.toFixed(0)} ms`, mb(bytes.most)]);
    expect(taken).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  },
  3_600_000,
);
