import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import classes from './captions.module.css';
import { type ShownCaption, textOf } from './run';

interface EditorProps {
  caption: ShownCaption;
  /** Null when the text is empty: back to the model's words. */
  onSave: (text: string | null) => void;
  onCancel: () => void;
}

/** The caption as text to change. Enter saves, Escape gives up. */
export function CaptionEditor({ caption, onSave, onCancel }: EditorProps) {
  const { captions, common } = useMessages();
  const [text, setText] = useState(() => textOf(caption));
  const save = () => onSave(text.trim() || null);
  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Textarea
        label={captions.yourWords}
        rows={3}
        size="md"
        autoFocus
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) save();
          else if (event.key === 'Escape') onCancel();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={onCancel}>
          {common.cancel}
        </Button>
        <Button type="submit">{common.save}</Button>
      </div>
    </form>
  );
}
