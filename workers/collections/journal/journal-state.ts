import type { Decision } from '../../../core/collection.ts';
import type { RunRecord } from '../../../core/protocol/index.ts';
import { blobSource, chunksOf } from '../../../dataset/formats/index.ts';
import {
  type JournalEntry,
  JournalError,
  type JournaledVector,
  type JournalScan,
  scanJournal,
} from '../../../dataset/index.ts';
import { CollectionError } from '../errors.ts';

/** What a journal knows, without the texts. */
export interface JournalState extends JournalScan {
  /** Of the last run, by path. */
  results: Map<string, JournaledResult>;
  /** Null for one that was taken back. */
  decisions: Map<string, Decision | null>;
  /** By path. */
  vectors: Map<string, Omit<JournaledVector, 'vector'> & { matcher: string }>;
}

export interface JournaledResult {
  bytes: number;
  modified: number;
  failed: boolean;
  originals: string[];
}

/** @param file null where there is none. @throws {CollectionError} ('not-a-journal') */
export async function readState(file: Blob | null): Promise<JournalState> {
  const state: JournalState = {
    ...{ fingerprint: null, end: 0, separator: '', damaged: 0 },
    ...{ results: new Map(), decisions: new Map(), vectors: new Map() },
  };
  if (!file) return state;
  try {
    return { ...state, ...(await scanJournal(chunksOf(blobSource(file)), (entry) => note(state, entry))) };
  } catch (cause) {
    if (!(cause instanceof JournalError)) throw cause;
    const message = `${cause.message} It is left as it is, and nothing is written to it.`;
    throw new CollectionError('not-a-journal', message, { cause });
  }
}

/** What the journal knows after this entry. */
export function note(state: JournalState, entry: JournalEntry): void {
  switch (entry.kind) {
    case 'run':
      state.fingerprint = entry.fingerprint;
      state.results.clear();
      break;
    case 'result':
      state.results.set(entry.record.path, journaled(entry.record));
      break;
    case 'decision':
      state.decisions.set(entry.path, entry.decision);
      break;
    case 'vector': {
      const { vector, ...file } = entry.vector;
      state.vectors.set(file.path, { ...file, matcher: vector.matcher });
    }
  }
}

function journaled({ bytes, modified, error, texts }: RunRecord): JournaledResult {
  const originals = texts.filter(({ source }) => source === 'original').map(({ text }) => text);
  return { bytes, modified, failed: error !== null, originals };
}
