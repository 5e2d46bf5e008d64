import type { PickedFile } from '../../core/protocol/index.ts';
import { blobSource, type CheckpointFiles, requireFile, SUB_FOLDER_FILES } from '../../model-export/index.ts';
import { withoutCommonFolder } from './names.ts';

/** Picked files as a checkpoint. Files in sub-folders are ignored, except those of matcher and answerer. */
export function pickedCheckpoint(files: readonly PickedFile[]): CheckpointFiles {
  const byName = new Map(topLevel(files).map(({ path, file }) => [path, file]));
  return { list: () => [...byName.keys()], open: async (name) => blobSource(requireFile(byName, name)) };
}

function topLevel(files: readonly PickedFile[]): PickedFile[] {
  return withoutCommonFolder(files).filter(
    ({ path }) => !path.includes('/') || SUB_FOLDER_FILES.includes(path),
  );
}
