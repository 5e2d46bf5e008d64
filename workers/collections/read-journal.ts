import type { PictureRecord } from '../../core/collection.ts';
import type { TextWarning } from '../../core/protocol/index.ts';
import { blobSource, chunksOf } from '../../dataset/formats/index.ts';
import { JOURNAL_FILE, JournalError, readJournal } from '../../dataset/index.ts';
import { CollectionError } from './errors.ts';
import type { FileSource } from './sources/source.ts';

/**
 * The records of the journal that the command line keeps in a folder; none where there is no journal. What is no journal,
 * or one of a newer version, is a warning, and so are damaged lines.
 * @throws {CollectionError} when the folder cannot be read.
 */
export async function journalRecords(
  files: FileSource,
  warn: (warning: TextWarning) => void,
): Promise<PictureRecord[]> {
  const tell = (code: TextWarning['code'], detail: string | null) =>
    warn({ code, file: JOURNAL_FILE, record: null, detail });
  try {
    const file = await files.open(JOURNAL_FILE);
    const { results, decisions, damaged } = await readJournal(chunksOf(blobSource(file)));
    if (damaged > 0) tell('bad-record', null);
    return [...results.values()].map((record) => ({
      ...record,
      decision: decisions.get(record.path) ?? null,
    }));
  } catch (error) {
    if (error instanceof CollectionError && error.code === 'file-missing') return [];
    if (!(error instanceof JournalError)) throw error;
    tell('not-this-form', error.message);
    return [];
  }
}
