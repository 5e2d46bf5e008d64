/** For tests: checkpoint folders from disk or generated, and a sink in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BundleSink, bytesSource, type CheckpointFiles } from '../io/byte-source.ts';

export const REFERENCE = path.resolve(import.meta.dirname, '../../reference');
export const CHECKPOINTS = readdirSync(path.join(REFERENCE, 'checkpoints')).sort();

export function referenceCheckpoint(name: string): CheckpointFiles {
  return folderFiles(path.join(REFERENCE, 'checkpoints', name));
}

export function folderFiles(folder: string): CheckpointFiles {
  return filesNamed(folder, readdirSync(folder));
}

/** The contents of a folder's files by name, without those in folders within. */
export function folderContents(folder: string): Record<string, Uint8Array> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(path.join(folder, name))]));
}

/** The given files of a folder; names in sub-folders have a slash. */
export function filesNamed(folder: string, names: readonly string[]): CheckpointFiles {
  return {
    list: () => [...names],
    open: async (name) => bytesSource(new Uint8Array(await readFile(path.join(folder, name)))),
  };
}

/** `files` with some replaced, added, or removed (null). */
export function withFiles(
  files: CheckpointFiles,
  changes: Record<string, Uint8Array | null>,
): CheckpointFiles {
  const names = new Set([...files.list(), ...Object.keys(changes)]);
  for (const [name, bytes] of Object.entries(changes)) if (bytes === null) names.delete(name);
  return {
    list: () => [...names],
    open: async (name) => (changes[name] ? bytesSource(changes[name]) : files.open(name)),
  };
}

export interface MemorySink extends BundleSink {
  readonly files: Map<string, Uint8Array>;
}

export function memorySink(): MemorySink {
  const files = new Map<string, Uint8Array>();
  const create = async (name: string) => {
    const parts: Uint8Array[] = [];
    return {
      write: async (bytes: Uint8Array) => void parts.push(bytes.slice()),
      close: async () => void files.set(name, new Uint8Array(Buffer.concat(parts))),
    };
  };
  return { files, create };
}
