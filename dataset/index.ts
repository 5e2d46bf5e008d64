/** Pure functions on records, for the page as well as for workers and Node. Files are read and written in `formats`. */

export {
  type Choice,
  chooseTexts,
  type DroppedText,
  TEXT_DROP_REASONS,
  type TextDropReason,
} from './choose.ts';
export { DOUBT_REASONS, type Doubt, type DoubtReason, doubtOf, REVIEW_DOUBT } from './doubt.ts';
export {
  createDuplicateFinder,
  type DuplicateGroups,
  duplicateGroups,
  type KnownPicture,
} from './duplicates.ts';
export { BYTE_ORDER_MARK, csvRow, guarded } from './formats/table/csv-text.ts';
export {
  entryIn,
  type Fingerprint,
  fingerprintChanges,
  fingerprintOf,
  JOURNAL_FILE,
  JOURNAL_LOCK,
  type JournalContents,
  type JournalEntry,
  JournalError,
  type JournaledVector,
  type JournalPlace,
  type JournalScan,
  journalLine,
  type ModelFingerprint,
  readJournal,
  scanJournal,
} from './journal.ts';
export { type FileState, OWN_FILES, OwnFiles } from './own-files.ts';
export { type Normalisation, perceptualHash } from './perceptual-hash.ts';
export {
  type Counts,
  countsAt,
  type FilterCounts,
  type FilteredSource,
  histogramOf,
  indexScores,
  type ScoreIndex,
} from './scores.ts';
export {
  bestLabel,
  type Found,
  Hits,
  LABELS_TO_CHECK,
  labelsToCheck,
  matcherKey,
  type NamedVector,
  type Neighbour,
  parseVectorText,
  pictureVector,
  unitVector,
  type Vector,
  VectorTable,
  vectorText,
} from './search/index.ts';
export { pictureSeed } from './seed.ts';
export { PICTURE_STATES, type PictureState, stateOf } from './state.ts';
