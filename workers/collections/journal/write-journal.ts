/** Keeps the journal of a folder, and makes one to be saved elsewhere. */
import type { JournalReport, WriteJournalRequest } from '../../../core/protocol/index.ts';
import { JOURNAL_FILE, type JournalEntry, journalLine } from '../../../dataset/index.ts';
import type { CollectionDatabase } from '../database.ts';
import { CollectionError, forPage } from '../errors.ts';
import { oneWriter, type RunLocks } from '../run/lock.ts';
import type { FileSource } from '../sources/source.ts';
import { type Made, type Missing, missingEntries } from './entries.ts';
import { appendTo, FileChanged, findFile } from './folder-files.ts';
import { whileFolderLocked } from './folder-lock.ts';
import { type JournalState, note, readState } from './journal-state.ts';

export interface JournalServices {
  database: CollectionDatabase;
  newId: () => string;
  now: () => number;
  runLocks: RunLocks;
}

/** A journal as this worker left it. */
interface Known {
  size: number;
  lastModified: number;
  state: JournalState;
}

/** The journals of folders. What a journal has is remembered, so that it is not read each time. */
export class FolderJournals {
  readonly #known = new Map<string, Known>();

  constructor(private readonly services: JournalServices) {}

  /**
   * Adds what the journal lacks. What others write to it stays.
   * @throws {CollectionError} ('journal-in-use', 'not-a-journal', 'no-permission', 'storage-full', 'file-missing'); the
   * journal is as it was then.
   */
  async write(request: WriteJournalRequest): Promise<JournalReport> {
    const { database, newId, now, runLocks } = this.services;
    try {
      const lock = { id: newId(), now: now() };
      return await oneWriter(runLocks, request.collection, () =>
        whileFolderLocked(request.folder, lock, () => this.#write(database, request)),
      );
    } catch (error) {
      if (error instanceof FileChanged) throw changedMeanwhile(error);
      throw forPage(error);
    }
  }

  async #write(
    database: CollectionDatabase,
    { collection, folder, paths, anew }: WriteJournalRequest,
  ): Promise<JournalReport> {
    const before = await findFile(folder, JOURNAL_FILE);
    const state = await this.#stateOf(collection, before);
    const made = await madeHere(database, collection, state.fingerprint && paths);
    const missing = missingEntries(state, made, anew);
    if (missing.entries.length > 0) {
      this.#known.delete(collection);
      const chunks = linesOf(missing.entries, state.separator);
      const file = await appendTo(folder, JOURNAL_FILE, { before, end: state.end }, chunks);
      for (const entry of missing.entries) note(state, entry);
      Object.assign(state, { end: file.size, separator: '' });
      const { size, lastModified } = file;
      this.#known.set(collection, { size, lastModified, state });
    }
    if (state.fingerprint) await database.markJournaled(made.decisions);
    return reportOf(missing);
  }

  async #stateOf(collection: string, file: File | null): Promise<JournalState> {
    const known = this.#known.get(collection);
    const isKnown = known && file?.size === known.size && file.lastModified === known.lastModified;
    return isKnown ? known.state : readState(file);
  }
}

/**
 * The folder's journal with everything that it lacks, in a run of its own if most results are of another one; null if there
 * is nothing to be said.
 * @throws {CollectionError} ('not-a-journal')
 */
export async function journalFile(
  database: CollectionDatabase,
  collection: string,
  source: FileSource,
): Promise<File | null> {
  const there = await openIfThere(source);
  const state = await readState(there);
  const { entries } = missingEntries(state, await madeHere(database, collection, null), true);
  const chunks = [...linesOf(entries, state.separator)];
  const file = new File([...(there ? [there.slice(0, state.end)] : []), ...chunks], JOURNAL_FILE);
  return file.size > 0 ? file : null;
}

async function openIfThere(source: FileSource): Promise<File | null> {
  try {
    return await source.open(JOURNAL_FILE);
  } catch (error) {
    if (error instanceof CollectionError && error.code === 'file-missing') return null;
    throw error;
  }
}

/** @param paths only what is known of these; null for everything. */
async function madeHere(
  database: CollectionDatabase,
  collection: string,
  paths: readonly string[] | null,
): Promise<Made> {
  if (paths) return database.made(collection, paths);
  const [pictures, results, decisions, vectors] = await Promise.all([
    database.pictures(collection),
    database.results(collection),
    database.storedDecisions(collection),
    database.vectors(collection),
  ]);
  return { pictures, results, decisions: [...decisions.values()], vectors };
}

const CHUNK_LETTERS = 1 << 20;

function* linesOf(entries: readonly JournalEntry[], separator: string): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let text = entries.length > 0 ? separator : '';
  for (const entry of entries) {
    text += journalLine(entry);
    if (text.length < CHUNK_LETTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
}

function reportOf({ entries, left, changes }: Missing): JournalReport {
  return { written: entries.length, left, changes };
}

function changedMeanwhile(cause: FileChanged): CollectionError {
  return new CollectionError(
    'journal-in-use',
    'Another program has just written to the journal. It is written the next time.',
    { cause },
  );
}
