import type { PickedFile } from '../../core/protocol/index.ts';
import { MATCHER_FILES } from '../../model-export/checkpoint/mixture.ts';
import type { ByteSource, CheckpointFiles } from '../../model-export/io/byte-source.ts';

/** The picked files of one folder as a checkpoint; what else lies in folders below it does not belong to it. */
export function pickedCheckpoint(files: readonly PickedFile[]): CheckpointFiles {
  const byName = new Map(topLevel(files).map(({ path, file }) => [path, file]));
  return { list: () => [...byName.keys()], open: async (name) => fileSource(byName.get(name)!) };
}

/** Without the folder that all of them are in, if they are, and without what the system puts beside files. */
export function withoutCommonFolder<T extends { path: string }>(files: readonly T[]): T[] {
  const ours = files.filter(({ path }) => !isSystemFile(path));
  const [first] = ours;
  const end = first ? first.path.indexOf('/') + 1 : 0;
  const folder = first?.path.slice(0, end) ?? '';
  if (end === 0 || !ours.every(({ path }) => path.startsWith(folder))) return ours;
  return withoutCommonFolder(ours.map((file) => ({ ...file, path: file.path.slice(end) })));
}

function topLevel(files: readonly PickedFile[]): PickedFile[] {
  return withoutCommonFolder(files).filter(({ path }) => !path.includes('/') || MATCHER_FILES.includes(path));
}

function isSystemFile(path: string): boolean {
  return /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$|(^|\/)__MACOSX\//.test(path);
}

function fileSource(file: File): ByteSource {
  return {
    size: file.size,
    read: async (start, end) => {
      if (start < 0 || end > file.size || start > end) {
        throw new RangeError(`bytes ${start}–${end} lie outside ${file.name}, which has ${file.size}`);
      }
      return new Uint8Array(await file.slice(start, end).arrayBuffer());
    },
  };
}
