/** Reading and writing of data set formats and archives, for workers and Node. */

export {
  type ByteSource,
  blobSource,
  bytesSource,
  chunksOf,
  FormatError,
  type InputFile,
} from '../io/source.ts';
export { type ExportedFile, type ExportJob, exportFiles, previewExport } from './export.ts';
