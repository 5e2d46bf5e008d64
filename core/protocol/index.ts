/** The protocol between the page and its workers: requests by worker, the table of their kinds, errors as data. */
export type { Backend, Capability, Dtype } from '../dtypes.ts';
export type { ExplainedToken, ExplainSource, LayerChoice } from '../explain.ts';
export type { PatchMap } from '../maps.ts';
export type { CaptionMethod, CaptionSettings } from '../settings/index.ts';
export type { CaptionToken } from '../words.ts';
export type * from './bench-worker.ts';
export type * from './caption-worker.ts';
export * from './collection-worker.ts';
export type * from './convert-worker.ts';
export * from './errors.ts';
export type * from './map-test.ts';
export type * from './matmuls.ts';
export * from './messages.ts';
export type * from './picture.ts';
export type * from './picture-worker.ts';
export * from './search.ts';
export type * from './service-worker.ts';
