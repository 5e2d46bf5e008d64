import { Button } from '@mantine/core';
import { useState } from 'react';
import type { WireError } from '../../../../core/protocol';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp } from '../../../store/react';
import { toWireError } from '../../../worker-client/errors';
import { browserTools } from '../../models/browser-tools';
import { useCollection, useCollectionMessages } from '../context';
import classes from './export.module.css';

/** The journal as a file, where it cannot be written into the folder. */
export function SaveJournal() {
  const { collections } = useApp((state) => state.collection.clients);
  const { id, handle } = useCollection(({ summary }) => ({
    id: summary?.id ?? '',
    handle: summary?.handle ?? null,
  }));
  const [trouble, setTrouble] = useState<WireError | 'empty' | null>(null);
  const messages = useMessages();
  const m = useCollectionMessages().journal;
  if (handle) return null;

  async function save(): Promise<void> {
    setTrouble(null);
    try {
      const file = await collections.request('journalFile', { collection: id });
      if (file) browserTools.saveFile(file);
      else setTrouble('empty');
    } catch (error) {
      setTrouble(toWireError(error));
    }
  }

  return (
    <div className={classes.table}>
      <Button variant="default" onClick={() => void save()}>
        {m.save}
      </Button>
      <span>{m.saveHint}</span>
      {trouble && <p role="alert">{trouble === 'empty' ? m.empty : errorText(messages, trouble)}</p>}
    </div>
  );
}
