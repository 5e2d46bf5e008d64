import type { TextWarning } from '../../../core/protocol/index.ts';
import { blobSource, chunksOf } from '../../../dataset/formats/index.ts';
import { JOURNAL_FILE, type JournalContents, JournalError, readJournal } from '../../../dataset/index.ts';
import { CollectionError } from '../errors.ts';
import type { FileSource } from '../sources/source.ts';

/**
 * The journal that lies in a folder; null where there is none. What is no journal, or one of a newer version, is a warning,
 * and so are damaged lines.
 * @throws {CollectionError} when the folder cannot be read.
 */
export async function journalIn(
  files: FileSource,
  warn: (warning: TextWarning) => void,
): Promise<JournalContents | null> {
  const tell = (code: TextWarning['code'], detail: string | null) =>
    warn({ code, file: JOURNAL_FILE, record: null, detail });
  try {
    const journal = await readJournal(chunksOf(blobSource(await files.open(JOURNAL_FILE))));
    if (journal.damaged > 0) tell('bad-record', null);
    return journal;
  } catch (error) {
    if (error instanceof CollectionError && error.code === 'file-missing') return null;
    if (!(error instanceof JournalError)) throw error;
    tell('not-this-form', error.message);
    return null;
  }
}
