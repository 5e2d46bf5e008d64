/** What the page says about errors, in English. */
import type { ErrorCode, WireError } from '../../../core/protocol';

/** The workers write their errors in English, each with its specifics: that sentence is the one to show. */
const own = ({ message }: WireError) => message;

/**
 * By code. In English the worker's own sentence is shown, which says more than its code; a translation says what the
 * code says, and adds that sentence where the code leaves open what happened.
 */
export const errors = {
  'not-an-image': own,
  'corrupt-image': own,
  'image-too-large': own,
  'decoder-missing': own,
  'out-of-memory': own,
  'model-missing': own,
  'model-corrupt': own,
  'model-too-new': own,
  offline: own,
  'bad-settings': own,
  'gpu-lost': own,
  'not-finite': own,
  'worker-crashed': own,
  'threads-failed': own,
  'worker-replaced': own,
  'not-loaded': own,
  network: own,
  'not-found': own,
  'needs-token': own,
  'rate-limited': own,
  'hub-answer': own,
  'storage-full': own,
  'not-a-checkpoint': own,
  'missing-vocabulary': own,
  'unsupported-model': own,
  'unsupported-dtype': own,
  'not-a-bundle': own,
  'storage-off': own,
  'read-failed': own,
  busy: own,
  'no-permission': own,
  'file-missing': own,
  'collection-closed': own,
  'running-elsewhere': own,
  'model-changed': own,
  'not-an-archive': own,
  'file-exists': own,
  'journal-in-use': own,
  'not-a-journal': own,
  'no-contrast': own,
  unknown: own,
} satisfies Record<ErrorCode, (error: WireError) => string>;
