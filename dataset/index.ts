/** Pure functions on records, for the page as well as for workers and Node. Files are read and written in `formats`. */

export { type Choice, chooseTexts, type DroppedText, type TextDropReason } from './choose.ts';
export { DOUBT_REASONS, type Doubt, type DoubtReason, doubtOf, REVIEW_DOUBT } from './doubt.ts';
export { createDuplicateFinder, type DuplicateGroups } from './duplicates.ts';
export {
  type Fingerprint,
  fingerprintChanges,
  fingerprintOf,
  JOURNAL_FILE,
  JOURNAL_LOCK,
  type JournalContents,
  type JournalEntry,
  JournalError,
  type JournalPlace,
  type JournalScan,
  journalLine,
  readJournal,
  scanJournal,
} from './journal.ts';
export { OWN_FILES, OwnFiles } from './own-files.ts';
export { perceptualHash } from './perceptual-hash.ts';
export { countsAt, type FilterCounts, histogramOf, indexScores, type ScoreIndex } from './scores.ts';
export { pictureSeed } from './seed.ts';
export { PICTURE_STATES, type PictureState, stateOf } from './state.ts';
