import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { answererChoice } from '../models/active/answerer.selectors';
import { choiceName } from '../models/active/names';
import { AskTrouble } from './AskTrouble';
import { listedIn } from './answered';
import { MissingAnswerer } from './MissingAnswerer';
import classes from './questions.module.css';
import { kindOfText, otherKind, type TextKind } from './text-kind';

const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** One field for a question, which is answered, and for a sentence, which is compared with the picture. */
export function AskForm() {
  const { getState } = useAppStore();
  const { questions: m } = useMessages();
  const [text, setText] = useState('');
  const [listed, setListed] = useState('');
  /** How the person wants the text to be read; null for as it looks. */
  const [chosen, setChosen] = useState<TextKind | null>(null);
  const kind = chosen ?? kindOfText(text);
  const isEmpty = !text.trim();
  const error = useStatementError();
  const type = (typed: string) => {
    setText(typed);
    if (!typed.trim()) setChosen(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { questions, typedCaption } = getState();
    const isTaken =
      kind === 'question'
        ? await questions.ask({ text, listed: listedIn(listed) })
        : await typedCaption.add(text);
    if (!isTaken) return;
    type('');
    setListed('');
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <div className={classes.row}>
        <TextInput
          classNames={{ label: classes.label }}
          size="md"
          label={m.field.label}
          placeholder={m.field.placeholder}
          autoComplete="off"
          description={isEmpty ? undefined : m.field.reads[kind]}
          inputWrapperOrder={ORDER}
          value={text}
          error={error}
          onChange={({ currentTarget }) => type(currentTarget.value)}
        />
        <Submit kind={kind} isEmpty={isEmpty} />
      </div>
      {!isEmpty && (
        <Button
          size="compact-sm"
          variant="default"
          className={classes.instead}
          onClick={() => setChosen(otherKind(kind))}
        >
          {m.field.instead[kind]}
        </Button>
      )}
      {kind === 'question' && !isEmpty && (
        <>
          <MissingAnswerer />
          <TextInput
            label={m.field.listed}
            description={m.field.listedHint}
            placeholder={m.field.listedPlaceholder}
            autoComplete="off"
            value={listed}
            onChange={({ currentTarget }) => setListed(currentTarget.value)}
          />
        </>
      )}
      <Working />
      <AskTrouble />
    </form>
  );
}

function useStatementError(): string | null {
  return useApp(({ typedCaption, language }) => {
    const { error } = typedCaption;
    return error && errorText(language.messages, error);
  });
}

/** Asks or matches; while it is on the way, cancels. */
function Submit({ kind, isEmpty }: { kind: TextKind; isEmpty: boolean }) {
  const { getState } = useAppStore();
  const { questions: m, common } = useMessages();
  const isWorking = useApp(({ questions, typedCaption }) =>
    Boolean(questions.pending ?? typedCaption.pending),
  );
  const isReady = useApp((state) => canDo(state, kind));
  const cancel = () => {
    getState().questions.cancel();
    getState().typedCaption.cancel();
  };
  if (isWorking)
    return (
      <Button size="md" variant="default" onClick={cancel}>
        {common.cancel}
      </Button>
    );
  return (
    <Button size="md" type="submit" variant="default" disabled={!isReady || isEmpty}>
      {m.field.submit[kind]}
    </Button>
  );
}

function canDo(state: App, kind: TextKind): boolean {
  return state.model.status === 'ready' && (kind === 'statement' || answererChoice(state) !== null);
}

/** What is being done, and what it waits for. */
function Working() {
  const text = useApp(workingText);
  return (
    <p role="status" className={text ? classes.aside : 'visually-hidden'}>
      {text}
    </p>
  );
}

function workingText(state: App): string {
  const { questions, typedCaption, answerer, captions, language } = state;
  const { field: m } = language.messages.questions;
  if (typedCaption.pending) return m.matching;
  if (!questions.pending) return '';
  const choice = answererChoice(state);
  if (answerer.status === 'loading' && choice) return m.loading({ name: choiceName(state, choice) });
  return captions.activeId ? m.waiting : m.answering;
}
