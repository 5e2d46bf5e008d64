import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Capability } from '../../../../core/protocol';
import { errorText, type Messages } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { DEMO, type ModelChoice } from '../active/choice';
import type { ModelStatus } from '../active/model.slice';
import classes from '../models.module.css';
import { isAnswerer, isMatcher, usesOf } from './uses';

interface UseActionsProps {
  name: string;
  choice: ModelChoice;
  capabilities: readonly Capability[];
}

/** What a model is used for, and the ways to use it: one writes captions, one may check them, one answers questions. */
export function UseActions({ name, choice, capabilities }: UseActionsProps) {
  const captioned = useApp((state) => usesOf(state, choice).captioned);
  const matched = useApp((state) => isMatcher(state, choice));
  const answers = useApp((state) => isAnswerer(state, choice));
  return (
    <>
      {capabilities.includes('caption') && <Captions name={name} choice={choice} used={captioned} />}
      {capabilities.includes('match') && <Matching name={name} choice={choice} used={matched} />}
      {capabilities.includes('answer') && <Answers name={name} choice={choice} used={answers} />}
    </>
  );
}

type Words = Messages['models']['library'];

interface UseProps {
  name: string;
  choice: ModelChoice;
  used: boolean;
}

function captionerText({ captioner }: Words, status: ModelStatus): string {
  return status === 'idle' ? captioner.ready : captioner[status];
}

function Captions({ name, choice, used }: UseProps) {
  const { models, common } = useMessages();
  const m = models.library;
  const { getState } = useAppStore();
  const status = useApp((state) => state.model.status);
  const use = () => {
    getState().library.setFreshKey(null);
    void getState().model.use(choice);
  };
  if (used && status !== 'cancelled' && status !== 'failed') return <InUse text={captionerText(m, status)} />;
  return (
    <>
      {used && <span>{captionerText(m, status)}</span>}
      <Button
        variant="default"
        aria-label={used ? m.retryCaptionerNamed({ name }) : m.captionWithNamed({ name })}
        onClick={use}
      >
        {used ? common.tryAgain : m.captionWith}
      </Button>
    </>
  );
}

function Matching({ name, choice, used }: UseProps) {
  const m = useMessages().models.library;
  const { getState } = useAppStore();
  const status = useApp((state) => state.matcher.status);
  const use = () => {
    getState().library.setFreshKey(null);
    void getState().matcher.use(choice);
  };
  if (!used)
    return (
      <Button variant="default" aria-label={m.matchWithNamed({ name })} onClick={use}>
        {m.matchWith}
      </Button>
    );
  return (
    <>
      {status === 'failed' ? (
        <MatcherTrouble again={use} />
      ) : (
        <InUse text={status === 'loading' ? m.matcher.loading : m.matcher.ready} />
      )}
      <Button
        variant="subtle"
        color="gray"
        aria-label={m.stopMatcherNamed({ name })}
        onClick={() => void getState().matcher.use(null)}
      >
        {m.stop}
      </Button>
    </>
  );
}

function MatcherTrouble({ again }: { again: () => void }) {
  const messages = useMessages();
  const error = useApp((state) => state.matcher.error);
  return (
    <>
      <span role="alert">
        {error && messages.models.library.matcherFailed({ error: errorText(messages, error) })}
      </span>
      <Button variant="default" onClick={again}>
        {messages.common.tryAgain}
      </Button>
    </>
  );
}

function Answers({ name, choice, used }: UseProps) {
  const { models, common } = useMessages();
  const m = models.library;
  const { getState } = useAppStore();
  const status = useApp((state) => state.answerer.status);
  const isChosen = useApp((state) => choice.kind === 'installed' && usesOf(state, choice).answered);
  const use = (chosen: ModelChoice) => {
    getState().library.setFreshKey(null);
    void getState().answerer.use(chosen);
  };
  if (!used)
    return (
      <Button variant="default" aria-label={m.answerWithNamed({ name })} onClick={() => use(choice)}>
        {m.answerWith}
      </Button>
    );
  return (
    <>
      {status === 'failed' ? (
        <AnswererTrouble again={() => void getState().answerer.load()} label={common.tryAgain} />
      ) : (
        <InUse text={status === 'loading' ? m.answerer.loading : m.answerer.ready} />
      )}
      {isChosen && (
        <Button
          variant="subtle"
          color="gray"
          aria-label={m.stopAnswererNamed({ name })}
          onClick={() => use(DEMO)}
        >
          {m.stop}
        </Button>
      )}
    </>
  );
}

function AnswererTrouble({ again, label }: { again: () => void; label: string }) {
  const messages = useMessages();
  const error = useApp((state) => state.answerer.error);
  return (
    <>
      <span role="alert">
        {error && messages.models.library.matcherFailed({ error: errorText(messages, error) })}
      </span>
      <Button variant="default" onClick={again}>
        {label}
      </Button>
    </>
  );
}

function InUse({ text }: { text: string }) {
  return (
    <span className={classes.inUse}>
      <IconCheck size={18} aria-hidden="true" />
      {text}
    </span>
  );
}
