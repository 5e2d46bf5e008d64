import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { altLength, LONG_ALT, withoutPictureOf } from '../../../../core/alt-text';
import { useMessages } from '../../../i18n/use-messages';
import { Meter } from '../../../parts/Meter';
import { useCollectionMessages } from '../context';
import classes from './review.module.css';

interface EditorProps {
  text: string;
  /** An empty text makes the picture decorative. */
  onSave: (text: string) => void;
  onCancel: () => void;
}

/** A text to change, with what makes it a good alternative text. Enter approves it, Escape gives up. */
export function TextEditor({ text: before, onSave, onCancel }: EditorProps) {
  const m = useCollectionMessages().review;
  const { common } = useMessages();
  const [text, setText] = useState(before);
  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(text);
      }}
    >
      <Textarea
        label={m.yourText}
        rows={4}
        size="md"
        autoFocus
        onFocus={({ currentTarget }) => currentTarget.setSelectionRange(text.length, text.length)}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) onSave(text);
          else if (event.key === 'Escape') onCancel();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Length text={text} />
      <PictureOf text={text} onChange={setText} />
      <AltAdvice />
      <div className={classes.actions}>
        <Button variant="default" onClick={onCancel}>
          {common.cancel}
        </Button>
        <Button type="submit">{text.trim() === '' ? m.decorative : m.approve}</Button>
      </div>
    </form>
  );
}

/** How long it is, against what screen readers take at once. */
function Length({ text }: { text: string }) {
  const m = useCollectionMessages().review;
  const length = altLength(text);
  return (
    <p className={classes.length} data-length={length}>
      <Meter share={Math.min(1, text.length / LONG_ALT)} />
      {m.length({ count: text.length })} {m.lengths[length]}
    </p>
  );
}

/** Screen readers say "image" by themselves. */
function PictureOf({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const m = useCollectionMessages().review;
  const rest = withoutPictureOf(text);
  if (rest === null) return null;
  return (
    <p className={classes.hint}>
      {m.pictureOf}{' '}
      <Button variant="default" size="compact-sm" onClick={() => onChange(rest)}>
        {m.leaveOut}
      </Button>
    </p>
  );
}

/** The questions of the W3C's decision tree for alternative texts. Nothing is decided by them. */
function AltAdvice() {
  const m = useCollectionMessages().review;
  return (
    <details className={classes.hint}>
      <summary>{m.adviceTitle}</summary>
      <ul>
        {m.advice.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
