/** The exporter's errors by themselves, for code that must not load the exporter with them. */

export { CheckpointError, type CheckpointErrorCode } from './checkpoint/errors.ts';
export { FetchError, type FetchErrorCode, type FetchErrorOptions } from './hub/errors.ts';
export { UnsupportedDtypeError } from './quantize/scheme.ts';
