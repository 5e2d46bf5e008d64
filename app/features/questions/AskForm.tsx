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

/** What is in the field: the text, the answers to choose from, and how the person wants it to be read. */
interface Typed {
  text: string;
  listed: string;
  /** Null for as it looks. */
  chosen: TextKind | null;
}

const NOTHING: Typed = { text: '', listed: '', chosen: null };

const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** One field for a question, which is answered, and for a sentence, which is compared with the picture. */
export function AskForm() {
  const { getState } = useAppStore();
  const { questions: m } = useMessages();
  const [typed, setTyped] = useState(NOTHING);
  const { text, listed } = typed;
  const kind = typed.chosen ?? kindOfText(text);
  const isEmpty = !text.trim();
  const error = useStatementError();
  const question = { text, listed: listedIn(listed) };
  const type = (changes: Partial<Typed>) => setTyped({ ...typed, ...changes });
  /** Empties the field once its text was taken. What was typed meanwhile stays. */
  const send = async (taking: Promise<boolean>) => {
    if (await taking) setTyped((current) => (current === typed ? NOTHING : current));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { questions, typedCaption } = getState();
    void send(kind === 'question' ? questions.ask(question) : typedCaption.add(text));
  };
  return (
    <form className={classes.form} onSubmit={submit}>
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
          onChange={({ currentTarget: { value } }) =>
            type({ text: value, ...(!value.trim() && { chosen: null }) })
          }
        />
        <Submit kind={kind} isEmpty={isEmpty} />
      </div>
      {!isEmpty && (
        <Button
          size="compact-sm"
          variant="default"
          className={classes.instead}
          onClick={() => type({ chosen: otherKind(kind) })}
        >
          {m.field.instead[kind]}
        </Button>
      )}
      {kind === 'question' && !isEmpty && (
        <>
          <MissingAnswerer
            onGet={() => void send(getState().questions.askOnceInstalled(question))}
            onUse={() => void send(getState().questions.ask(question))}
          />
          <TextInput
            label={m.field.listed}
            description={m.field.listedHint}
            placeholder={m.field.listedPlaceholder}
            autoComplete="off"
            value={listed}
            onChange={({ currentTarget }) => type({ listed: currentTarget.value })}
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
