import type { FilterSettings, PictureRecord } from '../core/collection.ts';
import { doubtOf, REVIEW_DOUBT } from './doubt.ts';

/** What is known or decided about a picture. */
export const PICTURE_STATES = [
  /** No run has finished it. */
  'new',
  /** It has a text that passes the filter, beyond doubt. */
  'captioned',
  /** No text passes, or the one that does is doubtful. */
  'to-review',
  'approved',
  'edited',
  'dropped',
  'decorative',
  'failed',
] as const;
/** One of `PICTURE_STATES`. */
export type PictureState = (typeof PICTURE_STATES)[number];

/** The person's decision first, then what the run found. */
export function stateOf(record: PictureRecord, filter: FilterSettings): PictureState {
  if (record.decision) return record.decision.kind;
  if (record.error !== null) return 'failed';
  if (!record.done) return 'new';
  return doubtOf(record, filter).doubt >= REVIEW_DOUBT ? 'to-review' : 'captioned';
}
