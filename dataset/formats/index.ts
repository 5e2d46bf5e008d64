/** Reading and writing of data set formats and archives, for workers and Node. */

export {
  ARCHIVE_PROBLEMS,
  type ArchiveListing,
  type ArchiveProblem,
  openArchive,
} from '../archive/archive.ts';
export { isTar as isTarHead } from '../archive/tar.ts';
export { isPictureName, isSystemFile, isSystemFolder, stemOf } from '../io/paths.ts';
export {
  type ByteSource,
  blobSource,
  bytesSource,
  chunksOf,
  FormatError,
  type InputFile,
} from '../io/source.ts';
export { embeddedTexts } from '../originals/embedded.ts';
export { type FoundText, mayHaveTexts, type OriginalsRequest, readOriginals } from '../originals/read.ts';
export { type ListedLine, listedPictures } from '../readers/list.ts';
export { countParquetRows, parquetSamples } from '../readers/parquet.ts';
export type { Sample, SampleProblem, SampleWarning } from '../readers/sample.ts';
export { countFileSamples, countTarSamples, fileSamples, tarSamples } from '../readers/samples.ts';
export { type ExportedFile, type ExportJob, exportFiles, leftOutOf, previewExport } from './export.ts';
export { JSONL_FILE } from './json/jsonl.ts';
export { CREATED_BY } from './parquet/parquet.ts';
export {
  type ShardOutcome,
  type ShardRecord,
  type ShardStatus,
  shardErrors,
  shardOutcome,
  shardTable,
  shardTar,
} from './shard.ts';
