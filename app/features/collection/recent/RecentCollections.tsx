import { Button, CloseButton } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { CollectionSummary } from '../../../../core/protocol';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { toWireError } from '../../../worker-client/errors';
import { usePicker } from '../../pictures/picker';
import { mayRead, mayWrite } from '../open/permission';
import classes from './recent.module.css';

const MAX_SHOWN = 5;

/** Folders that were opened before, to go on with. */
export default function RecentCollections() {
  const { recent, forget } = useRecent();
  const m = useMessages().collection.recent;
  if (recent.length === 0) return null;
  return (
    <section className={classes.recent}>
      <h3 className={classes.title}>{m.title}</h3>
      <ul className={classes.list}>
        {recent.slice(0, MAX_SHOWN).map((summary) => (
          <Recent key={summary.id} summary={summary} onForget={() => forget(summary.id)} />
        ))}
      </ul>
    </section>
  );
}

function useRecent() {
  const { collections } = useApp((state) => state.collection.clients);
  const [recent, setRecent] = useState<readonly CollectionSummary[]>([]);
  useEffect(() => {
    let current = true;
    collections.request('collections', null).then(
      (found) => current && setRecent(found),
      // Without storage there are none.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [collections]);
  async function forget(collection: string): Promise<void> {
    await collections.request('forgetCollection', { collection });
    setRecent((now) => now.filter(({ id }) => id !== collection));
  }
  return { recent, forget };
}

/** Deleting what is known about a folder cannot be undone, so that it is asked for twice. */
function Recent({ summary, onForget }: { summary: CollectionSummary; onForget: () => Promise<void> }) {
  const app = useAppStore();
  const picker = usePicker();
  const m = useMessages();
  /** Null until it was asked for the first time. */
  const [asking, setAsking] = useState<boolean | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { name, handle, done, pictures } = summary;

  async function open(): Promise<void> {
    if (!handle) return picker.folder();
    // Asked once: who may write may read.
    const allowed = (summary.keepsJournal && (await mayWrite(handle))) || (await mayRead(handle));
    if (allowed) app.getState().collection.open({ kind: 'directory', name, handle });
    else setTrouble(m.collection.recent.refused);
  }

  async function forget(): Promise<void> {
    try {
      await onForget();
    } catch (error) {
      setAsking(false);
      setTrouble(errorText(m, toWireError(error)));
    }
  }

  if (asking)
    return (
      <li className={classes.item}>
        <span className={classes.text}>{m.collection.recent.forget({ name, count: done })}</span>
        <Button variant="default" size="compact-md" autoFocus onClick={() => setAsking(false)}>
          {m.common.cancel}
        </Button>
        <Button color="red" size="compact-md" onClick={() => void forget()}>
          {m.collection.recent.forgetNow}
        </Button>
      </li>
    );
  return (
    <li className={classes.item}>
      <Button
        variant="subtle"
        color="gray"
        className={classes.open}
        leftSection={<IconFolder size={18} aria-hidden="true" />}
        onClick={() => void open()}
      >
        {m.collection.recent.item({ name, done, total: pictures })}
      </Button>
      <CloseButton
        aria-label={m.collection.recent.forgetLabel({ name })}
        autoFocus={asking === false}
        onClick={() => setAsking(true)}
      />
      {!handle && <span className={classes.below}>{m.collection.recent.pickAgain}</span>}
      {trouble && (
        <span role="alert" className={classes.trouble}>
          {trouble}
        </span>
      )}
    </li>
  );
}
