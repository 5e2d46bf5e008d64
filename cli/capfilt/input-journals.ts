/** Journals of the folders that are read: a run, or a review in the page, may have begun there. They are never written. */
import { join } from 'node:path';
import { type Fingerprint, JOURNAL_FILE } from '../../dataset/index.ts';
import { oneLine } from '../errors.ts';
import { printNotice } from '../output.ts';
import { isSame } from '../replace-file.ts';
import type { Listing } from './inputs/inputs.ts';
import { JournalFile, vectorOf } from './journal-file.ts';
import { toldChanges } from './same-run.ts';

export interface InputJournals {
  listing: Pick<Listing, 'folders' | 'pictures'>;
  /** The run's own, which is in this folder. */
  journal: JournalFile;
  out: string;
  fingerprint: Fingerprint;
  /** Everything is captioned anew. */
  force: boolean;
  dryRun: boolean;
}

/**
 * Takes over results of the same models and settings, and decisions, that the run's own journal lacks. Decisions are not
 * written into it: the person's place for them is the other one.
 * @throws {CliError} if the run's own journal cannot be written.
 */
export async function takeOverJournals(run: InputJournals): Promise<void> {
  for (const { folder, prefix } of run.listing.folders) {
    if (await isSame(folder, run.out)) continue;
    const there = await readIfThere(join(folder, JOURNAL_FILE));
    if (!there) continue;
    try {
      await takeOver(there, prefix, run);
    } finally {
      await there.close();
    }
  }
}

/** Null where there is none that can be read. */
async function readIfThere(path: string): Promise<JournalFile | null> {
  try {
    return await JournalFile.read(path);
  } catch (error) {
    printNotice(`${path} is not taken over: ${oneLine(error)}`);
    return null;
  }
}

async function takeOver(there: JournalFile, prefix: string, run: InputJournals): Promise<void> {
  const { journal, fingerprint, force } = run;
  for (const [name, decision] of there.decisions) {
    const path = prefix + name;
    if (!journal.decisions.has(path)) journal.decisions.set(path, decision);
  }
  if (there.fingerprint === null || force) return;
  const told = toldChanges(there.fingerprint, fingerprint);
  if (told === null) return takeOverResults(there, prefix, run);
  printNotice(
    `${there.path} is of another run: ${told}. Its decisions are taken over, its captions are not.`,
  );
}

async function takeOverResults(
  there: JournalFile,
  prefix: string,
  { listing, journal, dryRun }: InputJournals,
): Promise<void> {
  const sizes = new Map(listing.pictures.map(({ path, bytes }) => [path, bytes]));
  for (const [name, { bytes, failed }] of there.records) {
    const path = prefix + name;
    const own = journal.records.get(path);
    if (sizes.get(path) !== bytes || (own && (!own.failed || failed))) continue;
    const record = await there.find(name);
    const vector = record && vectorOf(record, await there.findVector(name));
    if (record) await journal.takeOver({ ...record, path }, vector, dryRun);
  }
}
