import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toFloat32 } from '../../../core/float.ts';
import { bytesSource } from '../../io/byte-source.ts';
import { Dice, randomFrom, watched } from '../../testing/fuzz.ts';
import { dict, op, pickle, storage, type TensorParts, tensor, torchFile } from '../../testing/pickle.ts';
import { encode, join, makeZip } from '../../testing/zip.ts';
import { CheckpointError } from '../errors.ts';
import type { StoredTensor } from '../safetensors.ts';
import { readPyTorch } from './read.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../testing/fixtures/pytorch');
const fixture = (name: string) => new Uint8Array(readFileSync(path.join(FOLDER, name)));

interface Described {
  dtype: string;
  shape: number[];
  hex: string;
}
const EXPECTED: Record<string, Record<string, Described>> = JSON.parse(
  readFileSync(path.join(FOLDER, 'expected.json'), 'utf8'),
);

const read = (bytes: Uint8Array, file = 'm.pt') => readPyTorch(bytesSource(bytes), file);

async function describedBy(tensors: StoredTensor[]): Promise<[string, Described][]> {
  const entries = tensors.map(
    async ({ name, dtype, shape, read }): Promise<[string, Described]> => [
      name,
      { dtype, shape: [...shape], hex: Buffer.from(await read()).toString('hex') },
    ],
  );
  return Promise.all(entries);
}

describe('reads files of torch.save with the values of torch', () => {
  test.each(Object.keys(EXPECTED))('%s', async (name) => {
    expect(await describedBy(await read(fixture(name), name))).toEqual(Object.entries(EXPECTED[name]!));
  });

  test('converts values to numbers', async () => {
    const tensors = await read(fixture('views.pt'));
    const values = async (name: string) => {
      const found = tensors.find((each) => each.name === name)!;
      return [...toFloat32(await found.read(), found.dtype)];
    };
    expect(await values('row')).toEqual([2, 2.25, 2.5, 2.75, 3, 3.25]);
    expect(await values('column')).toEqual([-0.25, 1.25, 2.75, 4.25]);
    expect(await values('every_other')).toEqual([-1, -0.25, 2, 2.75]);
  });
});

/** An object of a class of the training script, next to the weights. */
const FOREIGN = 'foreign-class.pt';

test('an object of an unknown class is skipped where no weight needs it', async () => {
  expect((await read(fixture(FOREIGN))).map(({ name }) => name)).toEqual(['weight']);
});

test('an object of an unknown class is refused in place of a weight', async () => {
  const parameter = join([op.global('torchao.dtypes', 'AffineTensor'), op.EMPTY_TUPLE, op.REDUCE]);
  const root = dict({ top: full, 'layer.weight': parameter });
  await expect(read(saved(root))).rejects.toThrow('it asks for torchao.dtypes.AffineTensor');
});

describe('other files are refused with their format and a remedy', () => {
  const RUNS = 'never runs what a file names';
  const cases: Record<string, string[]> = {
    'os-system.pt': ['it asks for posix.system', RUNS],
    'os-system-protocol-4.pt': ['it asks for posix.system', RUNS],
    'eval.pt': ['it asks for __builtin__.eval', RUNS],
    'getattr.pt': ['it asks for builtins.getattr', RUNS],
    'whole-module.pt': ['it asks for torch.nn.modules.linear.Linear', 'torch.save(model.state_dict(), file)'],
    'complex.pt': ['it asks for torch.ComplexFloatStorage', 'tensors of the usual types'],
    'sparse.pt': ['it asks for torch._utils._rebuild_sparse_tensor'],
    'negated.pt': ['a negated or conjugated view', 'resolve_neg()'],
    'expanded.pt': ['"weight" of shape [3,3] repeats the 1 elements', 'tensor.contiguous()'],
    'no-tensors.pt': ['no state dict, its top level has net, epoch', 'torch.save(state_dict, file'],
    'not-a-dict.pt': ['no state dict, it holds a list'],
    'legacy.pt': [
      'the form that PyTorch used before 1.6',
      '_use_new_zipfile_serialization=True), or as safetensors',
    ],
    'plain-pickle.pt': ['it is a plain pickle', '_use_new_zipfile_serialization=True'],
    'torchscript.pt': ['it is a TorchScript archive', 'torch.jit.load(file).state_dict()'],
    'compressed.pt': ['its entry lavis/data.pkl is compressed (method 8)', 'Save it again with torch.save'],
    'big-endian.pt': ['saved on a big-endian machine'],
  };
  test.each(Object.entries(cases))('%s', async (name, parts) => {
    const reading = read(fixture(name), name);
    await expect(reading).rejects.toMatchObject({ name: 'CheckpointError', code: 'unsupported-file' });
    for (const part of [name, ...parts]) await expect(reading).rejects.toThrow(part);
  });

  test('covers every fixture', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.pt'));
    expect(files.sort()).toEqual([...Object.keys(EXPECTED), ...Object.keys(cases), FOREIGN].sort());
  });
});

test('reads only the requested tensors', async () => {
  const source = watched(fixture('lavis.pt'));
  const tensors = await readPyTorch(source, 'lavis.pt');
  // Head, end with directory, byteorder, pickle.
  expect(source.reads).toHaveLength(4);
  await tensors[0]!.read();
  expect(source.reads).toHaveLength(5);
  const last = source.reads.at(-1)!;
  expect(last.end - last.start).toBeLessThan(24 + 256);
});

const four = storage('0', 4);
const FLOATS = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
const full = tensor({ storage: four, shape: [4], strides: [1] });
const saved = (root: Uint8Array) => torchFile(pickle(root), { '0': FLOATS });
const names = async (root: Uint8Array) => (await read(saved(root))).map(({ name }) => name);

describe('finds the state dict', () => {
  test.each([
    ['at the top', dict({ top: full })],
    [
      'at the top, with other things',
      dict({ top: full, model: dict({}), epoch: op.int(3), seen: op.EMPTY_LIST }),
    ],
    ['under model', dict({ model: dict({ top: full }), epoch: op.int(3) })],
    ['under state_dict', dict({ epoch: op.int(3), state_dict: dict({ top: full }) })],
    ['under module', dict({ module: dict({ top: full }) })],
    ['under model_state_dict', dict({ model_state_dict: dict({ top: full }), epoch: op.int(3) })],
    ['in two layers', dict({ model: dict({ state_dict: dict({ top: full }), epoch: op.int(3) }) })],
    ['under model before state_dict', dict({ state_dict: dict({ x: full }), model: dict({ top: full }) })],
    [
      'under state_dict where model is a configuration',
      dict({ model: dict({ arch: op.text('blip') }), state_dict: dict({ top: full }) }),
    ],
  ])('%s', async (_, root) => {
    expect(await names(root)).toEqual(['top']);
  });

  test.each([
    [
      'a key that is a number',
      join([op.EMPTY_DICT, op.int(1), full, op.SETITEM]),
      /a tensor is called by a number/,
    ],
    ['a dict of dicts', dict({ model: dict({ inner: dict({ a: full }) }) }), /its top level has model/],
    ['an empty dict', dict({}), /its top level has nothing/],
    ['a tensor', full, /it holds a tensor/],
  ])('not with %s', async (_, root, message) => {
    await expect(read(saved(root))).rejects.toThrow(message);
  });
});

describe('checks locations before reading', () => {
  test.each([
    [
      'a storage longer than its entry',
      { storage: storage('0', 5), shape: [1], strides: [1] },
      /needs 20 bytes of 16/,
    ],
    [
      'a storage of 2^53 - 1 elements',
      { storage: storage('0', 2 ** 53 - 1), shape: [1], strides: [1] },
      /needs \d+ bytes of 16/,
    ],
    [
      'a storage that is not there',
      { storage: storage('1', 4), shape: [1], strides: [1] },
      /data of "a" are missing/,
    ],
    [
      'a storage that is another entry',
      { storage: storage('../data.pkl', 1), shape: [1], strides: [1] },
      /data of "a" are missing/,
    ],
    ['a shape beyond the storage', { storage: four, shape: [5], strides: [1] }, /reaches to element 5 of 4/],
    [
      'an offset beyond the storage',
      { storage: four, offset: 4, shape: [1], strides: [1] },
      /reaches to element 5 of 4/,
    ],
    [
      'strides beyond the storage',
      { storage: four, shape: [2, 2], strides: [3, 1] },
      /reaches to element 5 of 4/,
    ],
    [
      'a shape whose product is beyond counting',
      { storage: four, shape: [2 ** 52, 2 ** 52], strides: [0, 0] },
      /repeats the 4 elements/,
    ],
    ['more elements than are stored', { storage: four, shape: [5], strides: [0] }, /repeats the 4 elements/],
  ])('%s', async (_, parts, message) => {
    const source = watched(saved(dict({ a: tensor(parts) })));
    await expect(readPyTorch(source, 'm.pt')).rejects.toThrow(message);
    expect(source.reads).toHaveLength(4);
  });

  const VIEWS = 2000;
  test(`${VIEWS} random views of a storage are read by their strides, or refused outside it`, async () => {
    const dice = new Dice(randomFrom(7));
    const tally = { read: 0, refused: 0 };
    for (let index = 0; index < VIEWS; index++) {
      const view = randomView(dice);
      const tensors = await read(saved(dict({ a: tensor({ storage: four, ...view }) }))).catch(
        (error: unknown) => {
          expect(error).toBeInstanceOf(CheckpointError);
          return null;
        },
      );
      const expected = valuesOf(view);
      expect(tensors === null, JSON.stringify(view)).toBe(expected === null);
      if (tensors) expect([...toFloat32(await tensors[0]!.read(), 'F32')]).toEqual(expected);
      tally[tensors ? 'read' : 'refused'] += 1;
    }
    expect(Math.min(tally.read, tally.refused)).toBeGreaterThan(VIEWS / 10);
  });
});

type Geometry = Required<Omit<TensorParts, 'storage'>>;

function randomView(dice: Dice): Geometry {
  const shape = Array.from({ length: dice.below(4) }, () => dice.below(4));
  return { offset: dice.below(4), shape, strides: shape.map(() => dice.below(4)) };
}

/** The values of a view of [1, 2, 3, 4]; null if it exceeds the storage or has more elements. */
function valuesOf({ offset, shape, strides }: Geometry): number[] | null {
  let places = [offset];
  shape.forEach((size, axis) => {
    places = places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis]!));
  });
  return places.length > 4 || places.some((place) => place > 3) ? null : places.map((place) => place + 1);
}

describe('archives that are not checkpoints', () => {
  const data = pickle(dict({ a: full }));
  test.each([
    ['an empty file', new Uint8Array(), 'damaged-file', /begins like no file of torch.save/],
    ['a text', encode('version 2'), 'damaged-file', /begins like no file/],
    [
      'a pointer of Git LFS',
      encode('version https://git-lfs.github.com/spec/v1'),
      'missing-file',
      /git lfs pull/,
    ],
    ['a web page', encode('\n<!DOCTYPE html><html>'), 'missing-file', /is a web page that was saved/],
    [
      'a zip without a pickle',
      makeZip([{ name: 'm/readme', data }]),
      'unsupported-file',
      /zip without a data.pkl/,
    ],
    [
      'a pickle in no folder',
      makeZip([{ name: 'data.pkl', data }]),
      'unsupported-file',
      /zip without a data.pkl/,
    ],
    [
      'two pickles',
      makeZip([
        { name: 'a/data.pkl', data },
        { name: 'b/data.pkl', data },
      ]),
      'damaged-file',
      /more than one data.pkl/,
    ],
    [
      'another byte order',
      makeZip([
        { name: 'm/data.pkl', data },
        { name: 'm/byteorder', data: encode('middle') },
      ]),
      'damaged-file',
      /neither little nor big/,
    ],
    [
      'a byte order of a megabyte',
      makeZip([
        { name: 'm/data.pkl', data },
        { name: 'm/byteorder', data: new Uint8Array(2 ** 20) },
      ]),
      'damaged-file',
      /neither little nor big/,
    ],
    [
      'a pickle of 17 MB',
      makeZip([{ name: 'm/data.pkl', data: new Uint8Array(17 * 2 ** 20) }]),
      'damaged-file',
      /the limit is 16777216/,
    ],
  ])('%s', async (_, bytes, code, message) => {
    const reading = read(bytes);
    await expect(reading).rejects.toMatchObject({ name: 'CheckpointError', code });
    await expect(reading).rejects.toThrow(message);
  });

  test('reads a file without a byteorder entry', async () => {
    const bytes = makeZip([
      { name: 'm/data.pkl', data },
      { name: 'm/data/0', data: FLOATS },
    ]);
    expect(await read(bytes)).toHaveLength(1);
  });
});
