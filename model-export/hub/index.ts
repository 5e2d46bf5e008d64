/** What other rooms may use of the hub: listings, downloads, and files read in place. */

export { type HubCheckpoint, type HubModel, hubCheckpoint, hubListing, keyOf } from './checkpoint.ts';
export type { DownloadStore, StoredFile } from './download.ts';
export type { HubListing } from './listing.ts';
export { remoteCheckpoint } from './remote.ts';
export type { Sleep } from './retry.ts';
export { bertVocabulary, VOCABULARY_FILE } from './vocabulary.ts';
