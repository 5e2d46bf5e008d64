import type { VocabularyRequest } from '../../core/protocol/index.ts';
import { bertVocabulary, VOCABULARY_FILE } from '../../model-export/hub/vocabulary.ts';
import type { LibraryServices } from './services.ts';

/** BERT's `vocab.txt` from the endpoint. Throws what `forPage` knows. */
export async function fetchVocabulary(
  { fetch, sleep, hashing }: LibraryServices,
  { endpoint, token }: VocabularyRequest,
  signal: AbortSignal,
): Promise<File> {
  const access = { endpoint, fetch, signal, ...(sleep && { sleep }), ...(token && { token }) };
  const bytes = await bertVocabulary(access, hashing);
  // Always of the same date: what is installed is recognised by it.
  return new File([new Uint8Array(bytes)], VOCABULARY_FILE, { lastModified: 0 });
}
