/**
 * From a checkpoint to a bundle.
 *
 * @module blipscope/export
 */

export { BACKENDS, type Backend, DTYPES, type Dtype, TARGETS, type Target } from '../../../core/dtypes.ts';
export * from '../../../model-export/errors.ts';
export {
  type BundleSink,
  type ByteSource,
  blobSource,
  bytesSource,
  type CheckpointFiles,
  type ExportRequest,
  exportBundle,
  type FileWriter,
  findWeights,
  type Hash,
  type Hashing,
  type Inspection,
  type InspectOptions,
  inspectCheckpoint,
  type MatmulCounts,
  type Part,
} from '../../../model-export/index.ts';
