import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import type { AppStore } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { holdsModel } from '../collection/open/accept';
import { bringsFiles, type Drop, dropOf } from './drop';
import classes from './pictures.module.css';
import { takeFiles } from './take-files';

/** Accepts pictures and models dropped anywhere in the window, also folders, and pasted ones. */
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
    if (event.defaultPrevented || !event.dataTransfer || !bringsFiles(event.dataTransfer)) return;
    event.preventDefault();
    takeDrop(dropOf(event.dataTransfer), store).catch(() =>
      getState().pictures.rejectFile(getState().language.messages.pictures.droppedFolder, 'unreadable'),
    );
  });
  useWindowEvent('paste', ({ clipboardData, target }) => {
    const typing = target instanceof Element && target.closest('input, textarea');
    const files = [...(clipboardData?.files ?? [])];
    const pasted = files.map((file) => ({ path: file.name, file }));
    if (!typing && pasted.length > 0) void takeFiles(pasted, null, store);
  });

  if (!dragging) return null;
  return (
    <div className={classes.drop}>
      <p className={classes.dropText}>{managing ? m.dropModel : m.dropPictures}</p>
    </div>
  );
}

/** A folder is opened as a collection; anything else is looked into. @throws when it cannot be read. */
async function takeDrop(drop: Drop, store: AppStore): Promise<void> {
  const { library, collection } = store.getState();
  const handle = await drop.handle;
  if (handle && !library.dialogOpen && !(await holdsModel(handle)))
    collection.open({ kind: 'directory', name: handle.name, handle });
  else await takeFiles(await drop.files(), drop.folder, store);
}
