import type { ErrorCode } from '../../../core/protocol';

/** What a person can do about a model that could not be looked at or added. */
export type RecoveryAction = 'again' | 'token' | 'name' | 'files' | 'vocabulary' | 'other-size' | 'space';

const RECOVERY_ACTIONS: Partial<Record<ErrorCode, RecoveryAction>> = {
  'not-found': 'name',
  'needs-token': 'token',
  'storage-full': 'space',
  'not-a-checkpoint': 'files',
  'not-a-bundle': 'files',
  'missing-vocabulary': 'vocabulary',
  'unsupported-model': 'name',
  'unsupported-dtype': 'other-size',
};

/** Trying again serves for all that may pass. */
export function recoveryAction(code: ErrorCode): RecoveryAction {
  return RECOVERY_ACTIONS[code] ?? 'again';
}
