/** `blipscope/dataset`: pictures with their texts, the CapFilt rule, and data set formats. */

export type * from '../../../core/collection.ts';
export * from '../../../dataset/formats/index.ts';
export * from '../../../dataset/index.ts';
