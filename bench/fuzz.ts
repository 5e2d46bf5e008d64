/**
 * Reads odd files of every kind that comes from elsewhere: manifests, saved views, settings, tokenizers, vocabularies,
 * zips of bundles, safetensors and PyTorch files. Each case must end with a value or with an error that the reader
 * announces, within 2 s of processor time and 200 MB more of memory. Prints the largest of both.
 *
 *   npx tsx bench/fuzz.ts [--cases 20000] [--seed 1] [--only zip] [--first 0]
 */
import { markdownTable } from '../app/features/bench/tables';
import { runFuzz } from './support/fuzz/run-fuzz.ts';
import { SUBJECTS, type SubjectName } from './support/fuzz/subjects.ts';
import { mb } from './support/memory.ts';
import { integer, readOptions } from './support/options.ts';

const { values } = readOptions(import.meta.filename, {
  cases: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  first: { type: 'string', default: '0' },
  only: { type: 'string' },
});

const options = {
  seed: integer('seed', values.seed),
  count: integer('cases', values.cases),
  first: integer('first', values.first),
};
const names = (Object.keys(SUBJECTS) as SubjectName[]).filter((name) => name === (values.only ?? name));

const rows: string[][] = [];
for (const name of names) {
  try {
    const { taken, refused, ms, bytes } = await runFuzz(name, options);
    rows.push([name, String(taken), String(refused), `${ms.most.toFixed(0)} ms`, mb(bytes.most)]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
console.log(markdownTable(['subject', 'taken', 'refused', 'largest time', 'largest memory'], rows));
