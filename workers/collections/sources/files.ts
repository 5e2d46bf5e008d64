import type { PickedFile } from '../../../core/protocol/index.ts';
import { isSystemFile } from '../../../dataset/formats/index.ts';
import { fileMissing, folderMissing } from '../errors.ts';
import { type FileSource, stateOf } from './source.ts';

/** Files that were picked or dropped. Two of the same path get different ones, in their order. */
export function filesSource(name: string, picked: readonly PickedFile[]): FileSource {
  const files = new Map<string, File>();
  for (const { path, file } of withoutFolder(name, picked)) {
    files.set(freePath(path, files), file);
  }
  return {
    async *list() {
      for (const [path, file] of files) {
        if (!isSystemFile(path)) yield { path, state: async () => stateOf(file), open: async () => file };
      }
    },
    open: async (path) => {
      const file = files.get(path);
      if (file) return file;
      throw fileMissing();
    },
    check: async () => {
      const all = [...files.values()];
      const some = [all[0], all.at(-1)].filter((file) => file !== undefined);
      if (!(await Promise.all(some.map(isReadable))).includes(true)) throw folderMissing();
    },
  };
}

/** Browsers put the picked folder's own name before the paths in it, handles do not. */
function withoutFolder(name: string, files: readonly PickedFile[]): readonly PickedFile[] {
  const prefix = `${name}/`;
  if (!files.every(({ path }) => path.startsWith(prefix))) return files;
  return files.map(({ path, file }) => ({ path: path.slice(prefix.length), file }));
}

function freePath(path: string, taken: ReadonlyMap<string, unknown>): string {
  const [, stem, extension] = /^(.*?)(\.[^./]*)?$/s.exec(path)!;
  let free = path;
  for (let count = 2; taken.has(free); count++) free = `${stem} (${count})${extension ?? ''}`;
  return free;
}

async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
