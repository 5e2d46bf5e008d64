import { Button, CloseButton } from '@mantine/core';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { outOfDistribution } from '../captions/out-of-distribution';
import type { Run } from '../captions/run';
import { DEMO_ID } from '../models/active/names';
import { pictureById } from '../pictures/pictures.selectors';
import { AnsweredItem } from './AnsweredItem';
import classes from './questions.module.css';
import { currentHistory } from './questions.selectors';

/** What was asked of the picture on the stage, with the answers, the oldest first. */
export function History({ run }: { run: Run }) {
  const m = useMessages().questions;
  const history = useApp(currentHistory);
  return (
    <>
      {history.length > 0 && (
        <>
          <h3 className={classes.title}>{m.title}</h3>
          <ol className={classes.list} aria-label={m.title}>
            {history.map((answered) => (
              <AnsweredItem key={answered.id} answered={answered} />
            ))}
          </ol>
          <Doubt run={run} />
        </>
      )}
      <Removed />
      <Announcer />
    </>
  );
}

/** How far the answers are to be trusted, where the captions are not. */
function Doubt({ run }: { run: Run }) {
  const text = useApp((state) => doubtIn(state, run));
  return text ? <p className={classes.aside}>{text}</p> : null;
}

function doubtIn(state: App, run: Run): string | null {
  const { questions: m } = state.language.messages;
  const model = currentHistory(state).at(-1)?.model;
  const own = pictureById(state.pictures, run.pictureId)?.sample === false;
  if (model === run.model?.id && outOfDistribution(run)) return m.guesses;
  const matched = run.captions.some(({ match }) => match !== null);
  return model === DEMO_ID && own && !matched ? m.demoGuesses : null;
}

/** A question that was deleted, and the way back. */
function Removed() {
  const { getState } = useAppStore();
  const { questions: m, common } = useMessages();
  const question = useApp(({ questions: { deleted }, pictures }) =>
    deleted?.pictureId === pictures.currentId ? deleted?.answered.text : undefined,
  );
  if (question === undefined) return null;
  return (
    <div className={classes.removed} role="status">
      <span>{m.removed({ question })}</span>
      <Button variant="subtle" onClick={getState().questions.undoRemove}>
        {common.undo}
      </Button>
      <CloseButton size={44} aria-label={common.dismiss} onClick={getState().questions.forgetRemoved} />
    </div>
  );
}

/** Announces the newest answer of this visit to screen readers, politely. */
function Announcer() {
  const text = useApp((state) => {
    const { newestId } = state.questions;
    const best = currentHistory(state).find(({ id }) => id === newestId)?.answers[0];
    if (!best || state.questions.pending) return '';
    return state.language.messages.questions.announce({ answer: best.text, share: best.probability });
  });
  return (
    <div aria-live="polite" className="visually-hidden">
      {text}
    </div>
  );
}
