import { Button } from '@mantine/core';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { usePicker } from '../pictures/picker';
import classes from './collection.module.css';
import { useCollection, useCollectionMessages, useCollectionStore } from './context';
import { BulkDialog } from './edits/BulkDialog';
import { ExportDialog } from './export/ExportDialog';
import { FilterPanel } from './filter/FilterPanel';
import { Grid } from './grid/Grid';
import { GridBar } from './grid/GridBar';
import { useVisible } from './grid/use-visible';
import { Notes } from './Notes';
import { mayRead } from './open/permission';
import { Review } from './review/Review';
import { RunBar } from './run/RunBar';
import { LabelsPanel } from './search/LabelsPanel';
import { SearchBar } from './search/SearchBar';
import { useWanted } from './search/use-wanted';

/** What is shown of a collection: how far opening it is, or its pictures. */
export function Contents() {
  const status = useCollection((state) => state.status);
  switch (status) {
    case 'opening':
      return <Opening />;
    case 'open':
      return <Pictures />;
    case 'cancelled':
    case 'failed':
      return <NotOpened />;
  }
}

function Opening() {
  const store = useCollectionStore();
  const found = useCollection((state) => state.found);
  const m = useCollectionMessages();
  const { common } = useMessages();
  return (
    <div className={classes.message} role="status">
      <p>{m.opening({ count: found })}</p>
      <Button variant="default" onClick={() => store.getState().cancelOpening()}>
        {common.cancel}
      </Button>
    </div>
  );
}

function NotOpened() {
  const store = useCollectionStore();
  const app = useAppStore();
  const error = useCollection((state) => state.openError);
  const m = useCollectionMessages();
  const messages = useMessages();
  const source = useApp((state) => state.collection.source);
  const picker = usePicker();

  /** A folder may have to be allowed again, which browsers ask for during a click only. */
  async function tryAgain(): Promise<void> {
    if (source?.kind === 'directory') await mayRead(source.handle);
    await store.getState().open();
  }

  return (
    <div className={classes.message} role="alert">
      {source?.name && <h2>{source.name}</h2>}
      <p>{error ? errorText(messages, error) : m.openingCancelled}</p>
      <div className={classes.actions}>
        <Button onClick={() => void tryAgain()}>{messages.common.tryAgain}</Button>
        <Button variant="default" onClick={picker.folder}>
          {m.grid.openAnother}
        </Button>
        <Button variant="default" onClick={() => app.getState().collection.close()}>
          {m.close}
        </Button>
      </div>
    </div>
  );
}

function Pictures() {
  const visible = useVisible();
  const mode = useCollection((state) => state.mode);
  const panel = useCollection((state) => state.panel);
  const empty = useCollection(({ records }) => records.size === 0);
  const store = useCollectionStore();
  useWanted();
  const closePanel = () => store.getState().show({ panel: null });
  return (
    <>
      <RunBar />
      {mode === 'review' ? (
        <Review records={visible} />
      ) : (
        <>
          <Notes />
          {!empty && <SearchBar />}
          {!empty && <GridBar count={visible.length} />}
          <div className={classes.body}>
            <Grid records={visible} />
            {panel === 'filter' && <FilterPanel />}
            {panel === 'labels' && <LabelsPanel />}
          </div>
        </>
      )}
      <BulkDialog opened={panel === 'bulk'} shown={visible} onClose={closePanel} />
      <ExportDialog opened={panel === 'export'} onClose={closePanel} />
    </>
  );
}
