/** BERT's vocabulary, for weights without one: BLIP appends [DEC] and [ENC] to it. */
import { type Hashing, portableHashing } from '../io/hash.ts';
import type { HubAccess } from './connection.ts';
import { FetchError } from './errors.ts';
import { createHash } from './hashed-file.ts';
import { remoteCheckpoint } from './remote.ts';

/** The source in salesforce/BLIP `models/blip.py` init_tokenizer. */
export const BERT = 'google-bert/bert-base-uncased';
export const VOCABULARY_FILE = 'vocab.txt';

/**
 * Downloads `vocab.txt`, about 232 kB, and verifies its hash.
 * @throws {FetchError | CheckpointError}
 */
export async function bertVocabulary(
  access: HubAccess,
  hashing: Hashing = portableHashing,
): Promise<Uint8Array> {
  const { listing, open } = await remoteCheckpoint({ ...access, id: BERT });
  const file = listing.files.find(({ path }) => path === VOCABULARY_FILE);
  if (!file) throw new FetchError('not-found', `${BERT} has no ${VOCABULARY_FILE} at ${access.endpoint}.`);
  const bytes = await (await open(VOCABULARY_FILE)).read(0, file.size);
  const hash = await createHash(file, hashing);
  hash.update(bytes);
  if (hash.hex() === file.digest.hex) return bytes;
  throw new FetchError(
    'damaged',
    `${VOCABULARY_FILE} of ${BERT} does not have the hash that the hub states. Try again; if that does not help, try another network or endpoint.`,
  );
}
