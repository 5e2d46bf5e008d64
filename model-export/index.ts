/** What other folders may import. The hub has a separate index, so that its library is loaded only where it is needed. */

export { type BaselineDtype, type BaselineManifest, readBaselineManifest } from './baseline.ts';
export { findWeights, isIndex, isWeights, partsOf, SUB_FOLDER_FILES } from './checkpoint/open.ts';
export * from './errors.ts';
export { type BaselineExportRequest, type ExportRequest, exportBaseline, exportBundle } from './export.ts';
export { Graph, type Value } from './graph/graph.ts';
export { matMul } from './graph/ops.ts';
export { type Inspection, type InspectOptions, inspectCheckpoint } from './inspect.ts';
export {
  type BundleSink,
  type ByteSource,
  blobSource,
  bytesSource,
  type CheckpointFiles,
  type FileWriter,
  requireFile,
} from './io/byte-source.ts';
export type { Hash, Hashing } from './io/hash.ts';
export {
  MATMUL,
  type MatmulCounts,
  matmulModels,
  noise,
  type Part,
  ROLES,
  ROWS,
} from './matmul-benchmark.ts';
export { encodeModel, type TensorData } from './onnx/model.ts';
export { requireDtype } from './quantize/policy.ts';
