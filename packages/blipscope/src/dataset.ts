/**
 * Pictures with their texts, the CapFilt rule, and data set formats.
 *
 * @module blipscope/dataset
 */

export * from '../../../core/collection.ts';
export type {
  DuplicateGroup,
  ExportFormat,
  ExportSettings,
  FormatOptions,
  LabelledPicture,
  PictureSkipReason,
  RunRecord,
  SearchHit,
  SearchResult,
  SkippedPicture,
  SkipReason,
  TextWarning,
  TextWarningCode,
} from '../../../core/protocol/index.ts';
export {
  EXPORT_FORMATS,
  FORMAT_SKIP_REASONS,
  PICTURE_SKIP_REASONS,
  TEXT_WARNING_CODES,
} from '../../../core/protocol/index.ts';
export * from '../../../dataset/formats/index.ts';
export * from '../../../dataset/index.ts';
