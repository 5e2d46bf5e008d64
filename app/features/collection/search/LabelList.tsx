import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import type { PictureLabel } from '../../../../core/protocol';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { countLabels } from './found';
import classes from './search.module.css';

/** Takes one label, or several with commas between them. */
export function AddLabel() {
  const store = useCollectionStore();
  const [text, setText] = useState('');
  const m = useCollectionMessages().search.sorting;

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (await store.getState().addLabels(text)) setText('');
  }

  return (
    <form className={classes.addLabel} onSubmit={(event) => void add(event)}>
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
export function LabelList() {
  const store = useCollectionStore();
  const { labels, labelled, shownLabel, status } = useCollection(
    ({ labels, labelled, shownLabel, sorting }) => ({ labels, labelled, shownLabel, status: sorting.status }),
  );
  const counts = useMemo(() => countLabels(labelled), [labelled]);
  const m = useCollectionMessages().search.sorting;
  const chip = (label: PictureLabel['label'], text: string) => (
    <Chip
      text={text}
      pressed={shownLabel !== null && shownLabel.label === label}
      disabled={labelled.size === 0}
      onPress={(pressed) => store.getState().showLabel(pressed ? { label } : null)}
    />
  );
  return (
    <>
      {labels.length > 0 && (
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
                onClick={() => void store.getState().removeLabel(label)}
              >
                <IconX size={14} />
              </ActionIcon>
            </li>
          ))}
          {labelled.size > 0 && <li>{chip(null, m.none({ count: counts.get(null) ?? 0 }))}</li>}
        </ul>
      )}
      <Trouble />
      <Removed />
    </>
  );
}

/** The label that was removed last comes back on a click. */
function Removed() {
  const store = useCollectionStore();
  const removed = useCollection(({ removedLabel, labels }) =>
    removedLabel && !labels.includes(removedLabel.label) ? removedLabel : null,
  );
  const m = useCollectionMessages().search.sorting;
  const { common } = useMessages();
  if (!removed) return null;
  return (
    <div className={classes.line}>
      <span role="status" className={classes.say}>
        {m.removed(removed)}
      </span>
      <Button variant="default" size="compact-md" onClick={() => void store.getState().restoreLabel()}>
        {common.undo}
      </Button>
    </div>
  );
}

function Trouble() {
  const error = useCollection((state) => state.labelsError);
  const messages = useMessages();
  return (
    error && (
      <p role="alert" className={classes.alarm}>
        {errorText(messages, error)}
      </p>
    )
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
