import { IconAlertTriangle, IconCheck, IconCopy, IconRefresh, IconTrash } from '@tabler/icons-react';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { IconAction } from '../../parts/IconAction';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { modelName } from '../models/active/names';
import { Answers } from './Answers';
import { explanationOfAnswer } from './answer-maps.selectors';
import type { AnsweredQuestion } from './answered';
import { QuestionWords } from './QuestionWords';
import classes from './questions.module.css';

/** A question, its answers, and what one can do with them. */
export function AnsweredItem({ answered }: { answered: AnsweredQuestion }) {
  const messages = useMessages();
  const m = messages.questions;
  const { id, listed, masked } = answered;
  const answer = useApp((state) => selectedAnswer(state, id));
  const model = modelName(messages, { id: answered.model });
  return (
    <li className={classes.item}>
      <QuestionWords answered={answered} answer={answer ?? 0} />
      <Answers answered={answered} />
      {answer !== null && <MapNote answered={answered} answer={answer} />}
      <div className={classes.meta}>
        <span className={classes.origin}>
          {listed ? m.rankedBy({ model }) : m.by({ model })}
          {masked.length > 0 && `, ${m.masked({ count: masked.length })}`}
        </span>
        <Actions answered={answered} />
      </div>
    </li>
  );
}

/** Which answer is selected, or explained by the word that is; null when none is. */
function selectedAnswer({ answerMaps: { pinned } }: App, id: string): number | null {
  return pinned?.id === id ? pinned.answer : null;
}

/** Why there is no map of what is selected. */
function MapNote({ answered, answer }: { answered: AnsweredQuestion; answer: number }) {
  const text = useApp((state) => mapNote(state, answered, answer));
  return text ? (
    <p className={classes.aside} role="status">
      {text}
    </p>
  ) : null;
}

function mapNote(state: App, answered: AnsweredQuestion, answer: number): string | null {
  const { messages } = state.language;
  const { map: m } = messages.questions;
  const explanation = explanationOfAnswer(state, answered, answer);
  if (explanation?.status === 'computing') return m.computing;
  if (explanation?.error) return m.failed({ error: errorText(messages, explanation.error) });
  if (state.model.status !== 'ready') return messages.heatmap.unexplained['no-model'];
  const { loaded } = state.answerer;
  if (explanation || !loaded) return null;
  if (loaded.id !== answered.model)
    return m['other-model']({ model: modelName(messages, { id: answered.model }) });
  return loaded.explains ? null : m['no-graph'];
}

function Actions({ answered: { id, text, listed } }: { answered: AnsweredQuestion }) {
  const { getState } = useAppStore();
  const { questions: m, captions } = useMessages();
  const copied = useApp(({ questions: { copyResult } }) => (copyResult?.id === id ? copyResult.ok : null));
  const said = copied === null ? '' : copied ? captions.copied : captions.copyRefused;
  return (
    <span className={classes.actions}>
      <span role="status" className={copied === false ? classes.refused : classes.copied}>
        {said}
      </span>
      <IconAction
        label={m.again({ question: text })}
        hint={m.againHint}
        onClick={() => void getState().questions.ask({ text, listed })}
      >
        <IconRefresh size={18} />
      </IconAction>
      <IconAction
        label={m.copy({ question: text })}
        hint={m.copyHint}
        onClick={() => void getState().questions.copy(id)}
      >
        {copied === null && <IconCopy size={18} />}
        {copied === true && <IconCheck size={18} />}
        {copied === false && <IconAlertTriangle size={18} />}
      </IconAction>
      <IconAction
        label={m.remove({ question: text })}
        hint={m.removeHint}
        onClick={() => getState().questions.remove(id)}
      >
        <IconTrash size={18} />
      </IconAction>
    </span>
  );
}
