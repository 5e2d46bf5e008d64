import { Button } from '@mantine/core';
import { IconZoomScan } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { WireError } from '../../../../core/protocol';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { toWireError } from '../../../worker-client/errors';
import { useDisplayed } from '../../pictures/use-displayed';
import { useObjectUrl } from '../../pictures/use-object-url';
import { useCollectionMessages, useCollectionStore } from '../context';
import classes from './review.module.css';

/** The picture as it is, read when it is shown; the way to its words and maps. */
export function LargePicture({ path }: { path: string }) {
  const app = useAppStore();
  const store = useCollectionStore();
  const { url, error } = usePicture(path);
  const m = useCollectionMessages().review;

  function visit(): void {
    const { summary } = store.getState();
    if (summary) void app.getState().collection.visit({ collection: summary.id, path, order: [path] });
  }

  return (
    <>
      {url && <img src={url} alt="" className={classes.large} draggable={false} />}
      {error && <p role="alert">{error}</p>}
      <p className={classes.path}>{path}</p>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconZoomScan size={16} aria-hidden="true" />}
        onClick={visit}
      >
        {m.visit}
      </Button>
    </>
  );
}

/** Nothing while it is read. */
function usePicture(path: string): { url?: string | null; error?: string } {
  const messages = useMessages();
  const { file = null, error: unread } = usePictureFile(path);
  const displayed = useDisplayed(file);
  const url = useObjectUrl(displayed?.blob ?? null);
  const error = unread ?? displayed?.error;
  return error ? { error: errorText(messages, error) } : { url };
}

function usePictureFile(path: string): { file?: Blob; error?: WireError } {
  const collection = useCollectionId();
  const { collections } = useApp((state) => state.collection.clients);
  const [read, setRead] = useState<{ file?: Blob; error?: WireError }>({});
  useEffect(() => {
    const stop = new AbortController();
    const unlessStopped = (now: typeof read) => !stop.signal.aborted && setRead(now);
    setRead({});
    collections.request('pictureFile', { collection, path }, { signal: stop.signal }).then(
      (file) => unlessStopped({ file }),
      (error) => unlessStopped({ error: toWireError(error) }),
    );
    return () => stop.abort();
  }, [collections, collection, path]);
  return read;
}

function useCollectionId(): string {
  return useCollectionStore().getState().summary?.id ?? '';
}
