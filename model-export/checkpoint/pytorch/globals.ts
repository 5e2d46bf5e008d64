import { type CheckpointError, excerpt, unsupportedFile } from '../errors.ts';
import { Global, type GlobalRole, Skipped } from './values.ts';

/** The globals that `torch.save` uses for tensors and the containers of a state dict. */
const KNOWN: ReadonlyMap<string, GlobalRole> = new Map<string, GlobalRole>([
  ['torch._utils._rebuild_tensor_v2', { kind: 'tensor' }],
  ['torch._utils._rebuild_parameter', { kind: 'parameter' }],
  ['torch._utils._rebuild_parameter_with_state', { kind: 'parameter' }],
  ['collections.OrderedDict', { kind: 'dict' }],
  ['torch.Size', { kind: 'size' }],
  ['torch.FloatStorage', { kind: 'storage', dtype: 'F32' }],
  ['torch.HalfStorage', { kind: 'storage', dtype: 'F16' }],
  ['torch.BFloat16Storage', { kind: 'storage', dtype: 'BF16' }],
  ['torch.DoubleStorage', { kind: 'storage', dtype: 'F64' }],
  ['torch.LongStorage', { kind: 'storage', dtype: 'I64' }],
  ['torch.IntStorage', { kind: 'storage', dtype: 'I32' }],
  ['torch.ShortStorage', { kind: 'storage', dtype: 'I16' }],
  ['torch.CharStorage', { kind: 'storage', dtype: 'I8' }],
  ['torch.ByteStorage', { kind: 'storage', dtype: 'U8' }],
  ['torch.BoolStorage', { kind: 'storage', dtype: 'BOOL' }],
]);

const DTYPES = [
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint8',
  'bool',
];
const BUILTINS = ['set', 'frozenset', 'bytearray', 'complex', 'dict', 'list', 'tuple'];
const BUILTIN_TYPES = [...BUILTINS, 'int', 'long', 'float', 'str', 'unicode', 'bool'];

/**
 * Globals that training scripts save with the weights: arguments, settings, counters, scores. Their objects are
 * skipped and never created. Other classes are skipped too, and are an error only where a weight needs them; other
 * functions are an error in any place.
 */
const SKIPPED: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  'collections.Counter',
  'collections.defaultdict',
  'typing.Any',
  'torch.device',
  'datetime.date',
  'datetime.datetime',
  'datetime.timedelta',
  'datetime.timezone',
  ...DTYPES.map((dtype) => `torch.${dtype}`),
  // Protocol 2 writes Python 3's `builtins` under the name of Python 2.
  ...BUILTIN_TYPES.flatMap((type) => [`builtins.${type}`, `__builtin__.${type}`]),
  'omegaconf.base.ContainerMetadata',
  'omegaconf.base.Metadata',
  'omegaconf.dictconfig.DictConfig',
  'omegaconf.listconfig.ListConfig',
  'omegaconf.nodes.AnyNode',
  // NumPy's scalars and arrays; `_codecs.encode` is how protocol 2 writes their bytes.
  'numpy.dtype',
  'numpy.ndarray',
  'numpy.core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray.scalar',
  'numpy._core.multiarray._reconstruct',
  'numpy.core.numeric._frombuffer',
  'numpy._core.numeric._frombuffer',
  '_codecs.encode',
]);

/**
 * Resolves a Python name of the file.
 * @throws {CheckpointError} ('unsupported-file') naming an unknown one
 */
export function resolveGlobal(module: string, attribute: string, file: string): Global | Skipped {
  const name = `${module}.${attribute}`;
  const role = KNOWN.get(name);
  if (role) return new Global(name, role);
  if (SKIPPED.has(name)) return new Skipped(name);
  if (CLASS.test(attribute) && MODULE.test(module)) return new Skipped(name, true);
  throw unknownGlobal(name, file);
}

/** By the conventions of Python: classes begin with a capital letter. */
const CLASS = /^_*[A-Z]\w*$/;
const MODULE = /^[A-Za-z_]\w*(\.\w+)*$/;

/** The error for a name that the weights need and that is not read. */
export function unknownGlobal(name: string, file: string): CheckpointError {
  return unsupportedFile(
    file,
    `it asks for ${excerpt(name)}; Blipscope reads tensors of the usual types and plain containers, and never runs what a file names`,
    'Save its state dict alone with torch.save(model.state_dict(), file), or as safetensors.',
  );
}
