import type { ByteSource } from '../../io/byte-source.ts';
import { damagedFile, excerpt, unsupportedFile } from '../errors.ts';
import { BYTES_PER_ELEMENT, type StoredTensor } from '../safetensors.ts';
import { decodeUtf8 } from './cursor.ts';
import { refuseOtherFormats, SAVE_AGAIN } from './formats.ts';
import { stateDict } from './state-dict.ts';
import { elementCount, extent, gather, isContiguous } from './strides.ts';
import { unpickle } from './unpickle.ts';
import type { PickledTensor } from './values.ts';
import { listZip, openEntries } from './zip.ts';
import type { DirectoryEntry } from './zip-directory.ts';
import type { ZipEntry } from './zip-entry.ts';

type Archive = ReadonlyMap<string, ZipEntry>;

/** Real files take about 300 bytes per tensor, including optimizer state. */
const MAX_PICKLE_BYTES = 16 * 1024 * 1024;
const MAX_BYTE_ORDER_BYTES = 16;

/**
 * Reads a file of `torch.save` (PyTorch 1.6 and later) without running any code of it. Tensors are listed with their
 * locations checked against the file's size. Each one is read on demand as one range; a non-contiguous view is
 * brought into row-major order (at most twice its range in memory).
 * The state dict is the first dict under `model`, `state_dict` or `module` that holds tensors, otherwise the file's
 * top level. Everything outside it (optimizer, epoch, arguments) is ignored, and so is everything in it that is not a
 * tensor: a missing weight is reported when the weights are taken.
 * @throws {CheckpointError} ('damaged-file'); ('unsupported-file') for another format and for a file that names
 *   anything but tensors and plain containers
 */
export async function readPyTorch(source: ByteSource, file: string): Promise<StoredTensor[]> {
  await refuseOtherFormats(source, file);
  const entries = await listZip(source, file);
  const folder = findFolder(entries, file);
  const archive = openEntries(source, entries, file);
  await refuseBigEndian(archive.get(`${folder}/byteorder`), file);
  const root = unpickle(await readPickle(archive, folder, file), file);
  return stateDict(root, file).map(([name, tensor]) =>
    storedTensor(name, tensor, archive.get(`${folder}/data/${tensor.storage.key}`), file),
  );
}

/** The one folder that torch puts everything in, named after the file that was written. */
function findFolder(entries: readonly DirectoryEntry[], file: string): string {
  const found = entries.filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = found;
  if (!pickle)
    throw unsupportedFile(file, 'it is a zip without a data.pkl, so it is not a checkpoint', SAVE_AGAIN);
  if (found.length > 1) throw damagedFile(file, 'it has more than one data.pkl');
  const folder = pickle.name.slice(0, pickle.name.indexOf('/'));
  if (entries.some(({ name }) => name === `${folder}/constants.pkl`)) {
    throw unsupportedFile(
      file,
      'it is a TorchScript archive, a program with its weights',
      'Save the weights alone: torch.save(torch.jit.load(file).state_dict(), file).',
    );
  }
  return folder;
}

async function readPickle(archive: Archive, folder: string, file: string): Promise<Uint8Array> {
  const pickle = archive.get(`${folder}/data.pkl`);
  if (!pickle) throw damagedFile(file, 'it has no data.pkl');
  if (pickle.size <= MAX_PICKLE_BYTES) return pickle.read(0, pickle.size);
  throw damagedFile(file, `its data.pkl has ${pickle.size} bytes, the limit is ${MAX_PICKLE_BYTES}`);
}

/** Files of PyTorch before 2.1 do not state the byte order; nearly all training machines are little-endian. */
async function refuseBigEndian(entry: ZipEntry | undefined, file: string): Promise<void> {
  if (!entry) return;
  const order = entry.size <= MAX_BYTE_ORDER_BYTES ? decodeUtf8(await entry.read(0, entry.size)) : entry.size;
  if (order === 'little') return;
  if (order !== 'big') throw damagedFile(file, 'its byteorder is neither little nor big');
  throw unsupportedFile(
    file,
    'it was saved on a big-endian machine',
    'Load it on any PC and save it again with torch.save.',
  );
}

function storedTensor(
  name: string,
  tensor: PickledTensor,
  entry: ZipEntry | undefined,
  file: string,
): StoredTensor {
  const { dtype } = tensor.storage;
  if (!entry) throw damagedFile(file, `the data of "${excerpt(name)}" are missing`);
  checkPlace(name, tensor, entry.size, file);
  const { storage, offset, shape, strides } = tensor;
  return {
    name,
    dtype,
    shape,
    place: `${file} ${storage.key} ${offset} [${shape}] [${strides}]`,
    read: () => readTensor(tensor, entry),
    readRange: (start, end) => readRange(tensor, entry, { start, end }),
  };
}

/** In PyTorch an empty view may begin anywhere: nothing of it is read. */
function checkPlace(name: string, tensor: PickledTensor, entryBytes: number, file: string): void {
  const { storage, offset, shape } = tensor;
  if (elementCount(shape) === 0) return;
  const storageBytes = storage.elements * BYTES_PER_ELEMENT[storage.dtype];
  if (storageBytes > entryBytes) {
    throw damagedFile(file, `"${excerpt(name)}" needs ${storageBytes} bytes of ${entryBytes}`);
  }
  const end = offset + extent(tensor);
  if (end > storage.elements) {
    throw damagedFile(file, `"${excerpt(name)}" reaches to element ${end} of ${storage.elements}`);
  }
  if (elementCount(shape) > storage.elements) {
    throw unsupportedFile(
      file,
      `"${excerpt(name)}" of shape [${shape}] repeats the ${storage.elements} elements it is stored as`,
      'Save it again with this tensor made contiguous: tensor.contiguous().',
    );
  }
}

/** A non-contiguous view is read completely. */
async function readRange(
  tensor: PickledTensor,
  entry: ZipEntry,
  { start, end }: { start: number; end: number },
): Promise<Uint8Array> {
  if (!isContiguous(tensor)) return (await readTensor(tensor, entry)).subarray(start, end);
  const first = tensor.offset * BYTES_PER_ELEMENT[tensor.storage.dtype];
  return entry.read(first + start, first + end);
}

async function readTensor(tensor: PickledTensor, entry: ZipEntry): Promise<Uint8Array> {
  if (elementCount(tensor.shape) === 0) return new Uint8Array();
  const width = BYTES_PER_ELEMENT[tensor.storage.dtype];
  const start = tensor.offset * width;
  const span = await entry.read(start, start + extent(tensor) * width);
  return isContiguous(tensor) ? span : gather(span, tensor, width);
}
