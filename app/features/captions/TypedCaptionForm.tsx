import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './captions.module.css';

/** A field for a sentence of one's own: how well does it fit, would the model write it, where does it look? */
export function TypedCaptionForm() {
  const { getState } = useAppStore();
  const messages = useMessages();
  const { common } = messages;
  const m = messages.captions.ask;
  const [text, setText] = useState('');
  const { pending, error } = useApp(({ typedCaption }) => ({
    pending: typedCaption.pending,
    error: typedCaption.error,
  }));
  const ready = useApp(({ model }) => model.status === 'ready');
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (await getState().typedCaption.add(text)) setText('');
  };
  return (
    <form className={classes.ask} onSubmit={(event) => void ask(event)}>
      <TextInput
        className={classes.askField}
        classNames={{ label: classes.askLabel }}
        size="md"
        label={m.label}
        placeholder={m.placeholder}
        value={text}
        error={error && errorText(messages, error)}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {pending ? (
        <Button size="md" variant="default" onClick={getState().typedCaption.cancel}>
          {common.cancel}
        </Button>
      ) : (
        <Button size="md" type="submit" variant="default" disabled={!ready || !text.trim()}>
          {m.submit}
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {pending ? m.working : ''}
      </span>
    </form>
  );
}
