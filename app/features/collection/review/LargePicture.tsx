import { Button } from '@mantine/core';
import { IconZoomScan } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { toWireError } from '../../../worker-client/errors';
import { useCollectionMessages, useCollectionStore } from '../context';
import classes from './review.module.css';

/** The picture as it is, read when it is shown; the way to its words and maps. */
export function LargePicture({ path }: { path: string }) {
  const app = useAppStore();
  const store = useCollectionStore();
  const shown = usePictureUrl(path);
  const m = useCollectionMessages().review;

  function visit(): void {
    const { summary } = store.getState();
    if (summary) void app.getState().collection.visit({ collection: summary.id, path, order: [path] });
  }

  return (
    <>
      {shown?.url && <img src={shown.url} alt="" className={classes.large} draggable={false} />}
      {shown?.error && <p role="alert">{shown.error}</p>}
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

/** Null while it is read. */
function usePictureUrl(path: string): { url?: string; error?: string } | null {
  const collection = useCollectionId();
  const { collections } = useApp((state) => state.collection.clients);
  const messages = useMessages();
  const [shown, setShown] = useState<{ url?: string; error?: string } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    let url: string | null = null;
    collections.request('pictureFile', { collection, path }, { signal: stop.signal }).then(
      (file) => {
        if (stop.signal.aborted) return;
        url = URL.createObjectURL(file);
        setShown({ url });
      },
      (error) => {
        if (!stop.signal.aborted) setShown({ error: errorText(messages, toWireError(error)) });
      },
    );
    return () => {
      stop.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [collections, collection, path, messages]);
  return shown;
}

function useCollectionId(): string {
  return useCollectionStore().getState().summary?.id ?? '';
}
