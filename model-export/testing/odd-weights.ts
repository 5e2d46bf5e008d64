/** For tests: files of weights that are well formed in part. */
import type { Dice } from './fuzz.ts';
import { dict, integers, op, pickle, storage, tensor, torchFile } from './pickle.ts';
import { join } from './zip.ts';

/** A PyTorch file whose pickle is a random program. */
export function oddTorchFile(dice: Dice): Uint8Array {
  return torchFile(oddProgram(dice), { '0': new Uint8Array(16) });
}

/** A safetensors file whose header has odd values, and whose data has a length of its own. */
export function oddSafetensors(dice: Dice): Uint8Array {
  return withHeader(oddHeader(dice), dice.below(64));
}

const four = storage('0', 4);
const PIECES = [
  ...Object.values(op)
    .filter((piece) => piece instanceof Uint8Array)
    .filter((piece) => piece !== op.STOP),
  ...[-1, 0, 3].map(op.int),
  ...[0, 2 ** 32, 2 ** 53 - 1].map(op.long),
  op.float(Number.NaN),
  ...['', '0', 'storage', 'model', '__proto__', 'argparse', 'Namespace', 'os', 'system'].map(op.text),
  ...[0, 1, 2 ** 32 - 1].flatMap((index) => [op.put(index), op.get(index)]),
  op.global('torch', 'FloatStorage'),
  op.global('argparse', 'Namespace'),
  op.global('collections', 'OrderedDict'),
  op.global('torch', 'Size'),
  op.global('torch._utils', '_rebuild_tensor_v2'),
  op.global('torch._utils', '_rebuild_parameter'),
  op.global('posix', 'system'),
  four,
  integers(0, 3),
  tensor({ storage: four, shape: [2, 2], strides: [1, 2] }),
  dict({ a: tensor({ storage: four, shape: [4], strides: [1] }) }),
];

/** Random operations, some of whose results end up in the state dict. */
function oddProgram(dice: Dice): Uint8Array {
  const noise = (most: number) => Array.from({ length: dice.below(most) }, () => dice.pick(PIECES));
  const value =
    dice.below(2) === 0
      ? join(noise(12))
      : tensor({ storage: four, shape: [dice.below(6)], strides: [dice.below(3)] });
  return pickle(op.MARK, ...noise(12), op.POP_MARK, dict({ a: value }));
}

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const ODD_VALUES = [
  '-1',
  '0',
  '0.5',
  '3',
  '9007199254740991',
  '1e308',
  'null',
  '"F32"',
  '[]',
  '[0]',
  '[4294967296,0]',
  '{}',
];
const ODD_NAMES = ['a', 'b', '', '__proto__', 'constructor', '__metadata__', 'toString', '\\ud800'];

/** A JSON header whose entries are valid or wrong in one value; names may occur twice. */
function oddHeader(dice: Dice): string {
  let at = 0;
  const entries = Array.from({ length: 1 + dice.below(4) }, () => {
    const size = dice.below(4);
    const fields: [string, string][] = [
      ['dtype', '"F32"'],
      ['shape', `[${size}]`],
      ['data_offsets', `[${at},${at + 4 * size}]`],
    ];
    at += 4 * size;
    if (dice.below(3) === 0) dice.pick(fields)[1] = oddValue(dice);
    return `"${dice.pick(ODD_NAMES)}":{${fields.map(([key, value]) => `"${key}":${value}`).join(',')}}`;
  });
  return `{${entries.join(',')}}`;
}

function oddValue(dice: Dice): string {
  if (dice.below(50) === 0) return DEEP;
  return dice.below(2) === 0 ? dice.pick(ODD_VALUES) : `[${dice.pick(ODD_VALUES)},${dice.pick(ODD_VALUES)}]`;
}

function withHeader(json: string, dataBytes: number): Uint8Array {
  const header = new TextEncoder().encode(json);
  const out = new Uint8Array(8 + header.byteLength + dataBytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(header.byteLength), true);
  out.set(header, 8);
  return out;
}
