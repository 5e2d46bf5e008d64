import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useApp, useAppStore } from '../../store/react';
import classes from './captions.module.css';

/** A field for a sentence of one's own: how well does it fit, would the model write it, where does it look? */
export function AskOwn() {
  const { getState } = useAppStore();
  const [text, setText] = useState('');
  const { asking, askError } = useApp(({ typedCaption }) => ({
    asking: typedCaption.pending,
    askError: typedCaption.error,
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
        label="Ask about your own sentence"
        placeholder="a dog on a sofa"
        value={text}
        error={askError?.message}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {asking ? (
        <Button size="md" variant="default" onClick={getState().typedCaption.cancel}>
          Cancel
        </Button>
      ) : (
        <Button size="md" type="submit" variant="default" disabled={!ready || !text.trim()}>
          Ask
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {asking ? 'Asking the models…' : ''}
      </span>
    </form>
  );
}
