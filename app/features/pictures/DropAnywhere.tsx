import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import type { PickedFile } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import type { AppStore } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { partModelFiles } from '../models/install/model-files';
import { isViewFile } from '../share/fragment';
import { withViewOpener } from '../share/view-opener';
import { bringsFiles, filesOf } from './drop';
import classes from './pictures.module.css';

/** Accepts pictures and models dropped anywhere in the window, also folders, and pasted pictures. */
export function DropAnywhere() {
  const store = useAppStore();
  const { getState } = store;
  const [dragging, setDragging] = useState(false);
  const managing = useApp((state) => state.library.dialogOpen);
  const m = useMessages().pictures;

  useWindowEvent('dragenter', ({ dataTransfer }) => setDragging(bringsFiles(dataTransfer)));
  useWindowEvent('dragover', (event) => {
    if (bringsFiles(event.dataTransfer)) event.preventDefault();
  });
  useWindowEvent('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) setDragging(false);
  });
  useWindowEvent('drop', (event) => {
    setDragging(false);
    if (!event.dataTransfer || !bringsFiles(event.dataTransfer)) return;
    event.preventDefault();
    filesOf(event.dataTransfer).then(
      (files) => takeDrop(files, store),
      () => getState().pictures.rejectFile(getState().language.messages.pictures.droppedFolder, 'unreadable'),
    );
  });
  useWindowEvent('paste', ({ clipboardData, target }) => {
    const typing = target instanceof Element && target.closest('input, textarea');
    const files = [...(clipboardData?.files ?? [])];
    if (!typing && files.length > 0) getState().pictures.addFiles(files);
  });

  if (!dragging) return null;
  return (
    <div className={classes.drop}>
      <p className={classes.dropText}>{managing ? m.dropModel : m.dropPictures}</p>
    </div>
  );
}

/** A saved view is opened; pictures are captioned, in view of the person; a model goes to the manager. */
function takeDrop(files: readonly PickedFile[], store: AppStore): void {
  const state = store.getState();
  const view = files.find(({ file }) => isViewFile(file));
  const { model, others } = partModelFiles(
    files.filter(({ file }) => !isViewFile(file)),
    { managing: state.library.dialogOpen },
  );
  if (others.length > 0) {
    state.library.closeDialog();
    state.pictures.addFiles(others.map(({ file }) => file));
  }
  if (model.length > 0) state.review.addFiles(model);
  // After the pictures: its own may be among them.
  if (view) void withViewOpener(store, ({ openViewFile }) => openViewFile(store, view.file));
}
