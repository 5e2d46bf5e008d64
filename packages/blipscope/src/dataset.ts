/**
 * Pictures with their texts, the CapFilt rule, and data set formats.
 *
 * @module blipscope/dataset
 */

export type * from '../../../core/collection.ts';
export * from '../../../dataset/formats/index.ts';
export * from '../../../dataset/index.ts';
