import type { PickedFile } from '../../core/protocol/index.ts';
import {
  type ByteSource,
  type CheckpointFiles,
  requireFile,
  SUB_FOLDER_FILES,
} from '../../model-export/index.ts';
import { withoutCommonFolder } from './names.ts';

/** Picked files as a checkpoint. Files in sub-folders are ignored, except those of matcher and answerer. */
export function pickedCheckpoint(files: readonly PickedFile[]): CheckpointFiles {
  const byName = new Map(topLevel(files).map(({ path, file }) => [path, file]));
  return { list: () => [...byName.keys()], open: async (name) => fileSource(requireFile(byName, name)) };
}

function topLevel(files: readonly PickedFile[]): PickedFile[] {
  return withoutCommonFolder(files).filter(
    ({ path }) => !path.includes('/') || SUB_FOLDER_FILES.includes(path),
  );
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
