/** Reading and writing of data set formats and archives, for workers and Node. */

export { type ArchiveListing, openArchive } from '../archive/archive.ts';
export { isPictureName, isSystemFile, isSystemFolder } from '../io/paths.ts';
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
export { parquetSamples } from '../readers/parquet.ts';
export type { Sample, SampleProblem, SampleWarning } from '../readers/sample.ts';
export { fileSamples, tarSamples } from '../readers/samples.ts';
export { type ExportedFile, type ExportJob, exportFiles, leftOutOf, previewExport } from './export.ts';
export { JSONL_FILE } from './json/jsonl.ts';
