import type { ByteSource, CheckpointFiles } from '../io/byte-source.ts';
import { CheckpointError, damagedFile, excerpt, unsupportedFile } from './errors.ts';
import { readPyTorch } from './pytorch/read.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';

/** An entry takes about 100 bytes. */
const MAX_INDEX_BYTES = 16 * 1024 * 1024;

/**
 * Reads a sharded checkpoint. `indexFile` is `model.safetensors.index.json` or `pytorch_model.bin.index.json`, whose
 * `weight_map` maps tensors to files. Index and files must list the same tensors, except for tied ones.
 * @throws {CheckpointError} ('missing-file') for a missing part; ('damaged-file'); ('unsupported-file')
 */
export async function readSharded(files: CheckpointFiles, indexFile: string): Promise<StoredTensor[]> {
  const keysByPart = groupByPart(await readWeightMap(files, indexFile));
  for (const part of keysByPart.keys()) requireFile(files, part, indexFile);
  const tensors: StoredTensor[] = [];
  for (const [part, keys] of keysByPart) {
    const found = await readPart(await files.open(part), part, indexFile);
    compare(keys, found, part, indexFile);
    for (const tensor of found) tensors.push(tensor);
  }
  return tensors;
}

async function readWeightMap(files: CheckpointFiles, indexFile: string): Promise<[string, string][]> {
  if (!files.list().includes(indexFile)) {
    throw new CheckpointError('missing-file', `The checkpoint has no ${indexFile}. Add it to the files.`);
  }
  const source = await files.open(indexFile);
  if (source.size > MAX_INDEX_BYTES) {
    throw damagedFile(indexFile, `it has ${source.size} bytes, the limit is ${MAX_INDEX_BYTES}`);
  }
  const entries = Object.entries(weightMapOf(await readJson(source, indexFile), indexFile));
  if (entries.length === 0) throw damagedFile(indexFile, 'its weight_map is empty');
  return entries.map(([key, part]) => {
    if (typeof part === 'string') return [key, part];
    throw damagedFile(indexFile, `its weight_map names no file for "${excerpt(key)}"`);
  });
}

async function readJson(source: ByteSource, indexFile: string): Promise<unknown> {
  const bytes = await source.read(0, source.size);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Invalid UTF-8 and invalid JSON get the same error.
    throw damagedFile(indexFile, 'it is not a JSON text');
  }
}

function weightMapOf(index: unknown, indexFile: string): object {
  if (typeof index === 'object' && index !== null && 'weight_map' in index) {
    const map = index.weight_map;
    if (typeof map === 'object' && map !== null && !Array.isArray(map)) return map;
  }
  throw damagedFile(indexFile, 'it has no weight_map');
}

function groupByPart(weightMap: [string, string][]): Map<string, Set<string>> {
  const parts = new Map<string, Set<string>>();
  for (const [key, part] of weightMap) {
    const keys = parts.get(part);
    if (keys) keys.add(key);
    else parts.set(part, new Set([key]));
  }
  return parts;
}

function requireFile(files: CheckpointFiles, part: string, indexFile: string): void {
  if (files.list().includes(part)) return;
  throw new CheckpointError(
    'missing-file',
    `${indexFile} names the file ${excerpt(part)}, which is not there. Add it, or download the checkpoint again.`,
  );
}

function readPart(source: ByteSource, part: string, indexFile: string): Promise<StoredTensor[]> {
  if (part.endsWith('.safetensors')) return readSafetensors(source, part);
  if (/\.(bin|pt|pth|ckpt)$/.test(part)) return readPyTorch(source, part);
  throw unsupportedFile(
    indexFile,
    `it names the file ${excerpt(part)}`,
    'Parts are .safetensors, .bin, .pt or .pth files.',
  );
}

/** Tied tensors, which may be in another part than listed or under one name only, and a buffer that is not needed. */
const OPTIONAL = /cls\.predictions\.(decoder\.(weight|bias)|bias)$|word_embeddings\.weight$|\.position_ids$/;

function compare(keys: ReadonlySet<string>, found: StoredTensor[], part: string, indexFile: string): void {
  const names = new Set(found.map(({ name }) => name));
  for (const key of keys) {
    if (!names.has(key) && !OPTIONAL.test(key))
      throw damagedFile(part, `${indexFile} says it holds "${excerpt(key)}", and it does not`);
  }
  for (const name of names) {
    if (!keys.has(name) && !OPTIONAL.test(name))
      throw damagedFile(indexFile, `it does not say that ${part} holds "${excerpt(name)}"`);
  }
}
