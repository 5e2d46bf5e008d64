import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Capability } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import type { ModelChoice } from '../active/choice';
import type { MatcherStatus } from '../active/matcher.slice';
import type { ModelStatus } from '../active/model.slice';
import classes from '../models.module.css';
import { isMatcher, usesOf } from './uses';

interface UseActionsProps {
  name: string;
  choice: ModelChoice;
  capabilities: readonly Capability[];
}

/** What a model is used for, and the ways to use it: one writes captions, one may check them. */
export function UseActions({ name, choice, capabilities }: UseActionsProps) {
  const captioned = useApp((state) => usesOf(state, choice).captioned);
  const matched = useApp((state) => isMatcher(state, choice));
  return (
    <>
      {capabilities.includes('caption') && <Captions name={name} choice={choice} used={captioned} />}
      {capabilities.includes('match') && <Matching name={name} choice={choice} used={matched} />}
    </>
  );
}

interface UseProps {
  name: string;
  choice: ModelChoice;
  used: boolean;
}

const CAPTIONER_TEXTS: Readonly<Record<ModelStatus, string>> = {
  idle: 'Writes the captions',
  loading: 'Getting ready…',
  ready: 'Writes the captions',
  cancelled: 'Chosen, not loaded',
  failed: 'Chosen, could not be loaded',
};

function Captions({ name, choice, used }: UseProps) {
  const { getState } = useAppStore();
  const status = useApp((state) => state.model.status);
  const use = () => {
    getState().library.setFreshKey(null);
    void getState().model.use(choice);
  };
  if (used && status !== 'cancelled' && status !== 'failed') return <InUse text={CAPTIONER_TEXTS[status]} />;
  return (
    <>
      {used && <span>{CAPTIONER_TEXTS[status]}</span>}
      <Button variant="default" aria-label={`Use ${name} for captions`} onClick={use}>
        {used ? 'Try again' : 'Use for captions'}
      </Button>
    </>
  );
}

function Matching({ name, choice, used }: UseProps) {
  const { getState } = useAppStore();
  const status = useApp((state) => state.matcher.status);
  const use = () => {
    getState().library.setFreshKey(null);
    void getState().matcher.use(choice);
  };
  if (!used)
    return (
      <Button variant="default" aria-label={`Use ${name} for matching`} onClick={use}>
        Use for matching
      </Button>
    );
  return (
    <>
      {status === 'failed' ? <MatcherTrouble again={use} /> : <InUse text={matcherText(status)} />}
      <Button
        variant="subtle"
        color="gray"
        aria-label={`Stop checking captions with ${name}`}
        onClick={() => void getState().matcher.use(null)}
      >
        Stop
      </Button>
    </>
  );
}

function matcherText(status: MatcherStatus): string {
  return status === 'loading' ? 'Getting ready…' : 'Checks the captions';
}

function MatcherTrouble({ again }: { again: () => void }) {
  const message = useApp((state) => state.matcher.error?.message ?? '');
  return (
    <>
      <span role="alert">It could not be loaded. {message}</span>
      <Button variant="default" onClick={again}>
        Try again
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
