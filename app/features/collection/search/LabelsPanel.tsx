import { ActionIcon, Button, Progress, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useMessages } from '../../../i18n/use-messages';
import { browserTools } from '../../models/browser-tools';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import panel from '../filter/filter.module.css';
import { countLabels } from './found';
import type { PictureLabel } from './labels';
import { labelsCsv } from './labels-csv';
import { MissingVectors } from './MissingVectors';
import { SearchError } from './SearchStatus';
import classes from './search.module.css';

/** Sorts the pictures into labels of one's own; each shows its pictures. */
export function LabelsPanel() {
  const sorting = useCollection((state) => state.sorting);
  const m = useCollectionMessages().search.sorting;
  return (
    <section aria-label={m.title} className={panel.panel}>
      <h3 className={panel.title}>{m.title}</h3>
      <p className={panel.note}>{m.about}</p>
      <AddLabel />
      <Labels />
      {sorting.status === 'sorting' ? <Sorting /> : <Run />}
      <Outcome />
      {sorting.error && <SearchError error={sorting.error} />}
      <MissingVectors count={sorting.report?.withoutVector ?? 0} perSecond={sorting.perSecond} />
    </section>
  );
}

function AddLabel() {
  const store = useCollectionStore();
  const [text, setText] = useState('');
  const m = useCollectionMessages().search.sorting;

  function add(event: FormEvent): void {
    event.preventDefault();
    store.getState().addLabels(text);
    setText('');
  }

  return (
    <form className={classes.addLabel} onSubmit={add}>
      <TextInput
        className={classes.field}
        label={m.add}
        placeholder={m.addHint}
        value={text}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <Button type="submit" variant="default" disabled={!text.trim()}>
        {m.addNow}
      </Button>
    </form>
  );
}

/** A label shows its pictures, and all of them once more. */
function Labels() {
  const store = useCollectionStore();
  const { labels, labelled, shownLabel, status } = useCollection(
    ({ labels, labelled, shownLabel, sorting }) => ({ labels, labelled, shownLabel, status: sorting.status }),
  );
  const counts = useMemo(() => countLabels(labelled), [labelled]);
  const m = useCollectionMessages().search.sorting;
  if (labels.length === 0) return null;
  const chip = (label: PictureLabel['label'], text: string) => (
    <Chip
      text={text}
      pressed={shownLabel !== null && shownLabel.label === label}
      disabled={labelled.size === 0}
      onPress={(pressed) => store.getState().showLabel(pressed ? { label } : null)}
    />
  );
  return (
    <ul aria-label={m.list} className={classes.labels}>
      {labels.map((label) => (
        <li key={label}>
          {chip(label, labelled.size > 0 ? m.label({ label, count: counts.get(label) ?? 0 }) : label)}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={m.remove({ label })}
            disabled={status === 'sorting'}
            onClick={() => store.getState().removeLabel(label)}
          >
            <IconX size={14} />
          </ActionIcon>
        </li>
      ))}
      {labelled.size > 0 && <li>{chip(null, m.none({ count: counts.get(null) ?? 0 }))}</li>}
    </ul>
  );
}

interface ChipProps {
  text: string;
  pressed: boolean;
  disabled: boolean;
  onPress: (pressed: boolean) => void;
}

function Chip({ text, pressed, disabled, onPress }: ChipProps) {
  return (
    <Button
      classNames={{ root: classes.chip ?? '', label: classes.chipText ?? '' }}
      variant={pressed ? 'filled' : 'default'}
      size="compact-md"
      aria-pressed={pressed}
      disabled={disabled}
      onClick={() => onPress(!pressed)}
    >
      {text}
    </Button>
  );
}

function Sorting() {
  const store = useCollectionStore();
  const { done, total } = useCollection((state) => state.sorting);
  const m = useCollectionMessages().search.sorting;
  const { common } = useMessages();
  return (
    <div className={classes.line}>
      <span className={classes.say}>{m.done({ done, total })}</span>
      <Progress
        className={classes.progress}
        value={total > 0 ? (100 * done) / total : 0}
        aria-label={m.progress}
      />
      <Button variant="default" size="compact-md" onClick={() => store.getState().cancelSorting()}>
        {common.cancel}
      </Button>
    </div>
  );
}

/** Starts, and afterwards saves what came of it. */
function Run() {
  const store = useCollectionStore();
  const { labels, labelled, count } = useCollection(({ labels, labelled, records }) => ({
    labels,
    labelled,
    count: records.size,
  }));
  const name = useCollection(({ summary }) => summary?.name ?? '');
  const m = useCollectionMessages().search.sorting;
  const save = () =>
    browserTools.saveFile(new File([labelsCsv(labelled)], `${name}-labels.csv`, { type: 'text/csv' }));
  return (
    <div className={classes.ways}>
      <Button
        variant={labelled.size > 0 ? 'default' : 'filled'}
        disabled={labels.length === 0}
        onClick={() => void store.getState().sortIntoLabels()}
      >
        {labelled.size > 0 ? m.again : m.run({ count })}
      </Button>
      {labelled.size > 0 && <Button onClick={save}>{m.save}</Button>}
    </div>
  );
}

function Outcome() {
  const { status, report } = useCollection((state) => state.sorting);
  const count = useCollection(({ labelled }) => labelled.size);
  const m = useCollectionMessages().search.sorting;
  return (
    <p role="status" className={panel.note}>
      {status === 'done' && m.finished({ count })}
      {status === 'cancelled' && m.cancelled({ count })}{' '}
      {report !== null && report.failed > 0 && m.failures({ count: report.failed })}
    </p>
  );
}
