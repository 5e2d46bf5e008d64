/**
 * Runs in a process of its own, started by `run-fuzz.ts`: prints each case's number before it begins, and a last line
 * of JSON. Arguments: subject, seed, first case, number of cases.
 */
import { writeSync } from 'node:fs';
import { Dice, randomFrom } from '../../../model-export/testing/fuzz.ts';
import { type Cost, measured } from './measured.ts';
import { SUBJECTS, type SubjectName } from './subjects.ts';

export interface Tally {
  taken: number;
  refused: number;
  /** The largest of one case, each with the case's number. */
  ms: { most: number; index: number };
  bytes: { most: number; index: number };
}

const [name, seed, first, count] = process.argv.slice(2) as [SubjectName, string, string, string];

/** Each case has random numbers of its own, so that it can be run alone. */
const diceFor = (index: number) => new Dice(randomFrom(Number(seed) * 1_000_003 + index));

function keepLargest(tally: Tally, { ms, bytes }: Cost, index: number): void {
  if (ms > tally.ms.most) tally.ms = { most: ms, index };
  if (bytes > tally.bytes.most) tally.bytes = { most: bytes, index };
}

async function main(): Promise<void> {
  const subject = SUBJECTS[name]();
  const tally: Tally = { taken: 0, refused: 0, ms: { most: 0, index: 0 }, bytes: { most: 0, index: 0 } };
  // Compiles what every case runs; the first one is not to be charged for it.
  await subject(diceFor(-1))();
  for (let index = Number(first); index < Number(first) + Number(count); index++) {
    writeSync(1, `${index}\n`);
    const { value, cost } = await measured(subject(diceFor(index)));
    tally[value] += 1;
    keepLargest(tally, cost, index);
  }
  writeSync(1, `${JSON.stringify(tally)}\n`);
}

await main();
