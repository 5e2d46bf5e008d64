import type { PickedFile } from '../../../core/protocol';
import type { AppStore } from '../../store/app-state';
import { archiveIn, collectionOf } from '../collection/open/accept';
import { partModelFiles, picturesInPlaceOfModel } from '../models/install/model-files';
import { isViewFile } from '../share/fragment';
import { withViewOpener } from '../share/view-opener';

/**
 * A saved view is opened; a folder, an archive and many pictures are opened as a collection; a few pictures are
 * captioned, in view of the person; a model goes to the manager. Pictures that are given to the manager are offered
 * there to be added.
 *
 * @param folder the one folder that they come from, by its name.
 */
export async function takeFiles(
  files: readonly PickedFile[],
  folder: string | null,
  store: AppStore,
): Promise<void> {
  const state = store.getState();
  const managing = state.library.dialogOpen;
  const view = files.find(({ file }) => isViewFile(file));
  const rest = files.filter(({ file }) => !isViewFile(file));
  const archive = managing ? null : await archiveIn(rest);
  if (archive) return state.collection.open(archive);
  if (managing && picturesInPlaceOfModel(rest).length > 0) return state.review.addFiles(rest);
  const { model, others } = partModelFiles(rest, { managing });
  const source = managing || model.length > 0 ? null : collectionOf(rest, folder);
  if (source) return state.collection.open(source);
  if (others.length > 0) {
    state.library.closeDialog();
    state.pictures.addFiles(others.map(({ file }) => file));
  }
  if (model.length > 0) state.review.addFiles(model);
  // After the pictures: its own may be among them.
  if (view) void withViewOpener(store, ({ openViewFile }) => openViewFile(store, view.file));
}
