import { Button, Checkbox } from '@mantine/core';
import type { JournalReport } from '../../../../core/protocol';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { mayWrite } from '../open/permission';
import classes from './run.module.css';

/** Whether the folder's journal is written, for folders that can be written into. */
export function Journal() {
  const store = useCollectionStore();
  const { handle, keeps, error, report } = useCollection(({ summary, journalError, journalReport }) => ({
    handle: summary?.handle ?? null,
    keeps: summary?.keepsJournal ?? false,
    error: journalError,
    report: journalReport,
  }));
  const m = useCollectionMessages().journal;
  if (!handle) return null;

  /** Browsers ask for the permission during a click. Refused, the worker says so. */
  async function keep(keeps: boolean): Promise<void> {
    if (keeps && handle) await mayWrite(handle);
    await store.getState().keepJournal(keeps);
  }

  return (
    <div className={classes.journal}>
      <Checkbox
        label={m.keep}
        description={m.about}
        checked={keeps}
        onChange={({ currentTarget: { checked } }) => void keep(checked)}
      />
      {keeps && error && <Trouble />}
      {keeps && !error && report && <Outcome report={report} />}
    </div>
  );
}

function Trouble() {
  const store = useCollectionStore();
  const { error, handle } = useCollection(({ journalError, summary }) => ({
    error: journalError,
    handle: summary?.handle ?? null,
  }));
  const messages = useMessages();
  const m = useCollectionMessages().journal;
  if (!error) return null;

  async function tryAgain(): Promise<void> {
    if (handle) await mayWrite(handle);
    await store.getState().writeJournal();
  }

  return (
    <p role="alert" className={classes.trouble}>
      {m.notWritten({ reason: errorText(messages, error) })}{' '}
      <Button variant="default" size="compact-md" onClick={() => void tryAgain()}>
        {messages.common.tryAgain}
      </Button>
    </p>
  );
}

/** Results of another run than the journal's are left out, which a person has to know. */
function Outcome({ report: { left, changes } }: { report: JournalReport }) {
  const store = useCollectionStore();
  const m = useCollectionMessages().journal;
  const { settings } = useMessages();
  if (left === 0) return <p role="status">{m.written}</p>;
  const names = [...new Set(changes.map((change) => m.parts[change] ?? nameOf(settings.names, change)))];
  return (
    <p role="status">
      {m.otherRun({ count: left, names })}{' '}
      {changes.length > 0 && (
        <Button
          variant="default"
          size="compact-md"
          onClick={() => void store.getState().writeJournal({ anew: true })}
        >
          {m.anew}
        </Button>
      )}
    </p>
  );
}

function nameOf(names: Readonly<Record<string, string>>, setting: string): string {
  return names[setting] ?? setting;
}
