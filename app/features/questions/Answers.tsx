import { Button, Tooltip } from '@mantine/core';
import { useState } from 'react';
import type { PictureAnswer } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { Meter } from '../../parts/Meter';
import { useApp } from '../../store/react';
import { strongestPlace } from '../heatmap/place';
import { explanationOfAnswer, layerOfAnswer, wholeMap } from './answer-maps.selectors';
import type { AnsweredQuestion } from './answered';
import { useSelectable } from './QuestionWords';
import classes from './questions.module.css';
import { walk } from './walk';

/** Of a long list only the best are shown at first. */
const SHOWN = 10;

/** The answers to a question with their probabilities, the best first; each is a button that shows its map. */
export function Answers({ answered }: { answered: AnsweredQuestion }) {
  const m = useMessages().questions;
  const [showsAll, setShowsAll] = useState(false);
  const selected = useApp(({ answerMaps: { pinned } }) => (pinned?.id === answered.id ? pinned.answer : 0));
  const count = answered.answers.length;
  const least = Math.max(SHOWN, selected + 1);
  return (
    <ol
      className={classes.answers}
      aria-label={m.answersTo({ question: answered.text })}
      onKeyDown={(event) => walk(event, ['ArrowUp', 'ArrowDown'])}
    >
      {answered.answers.slice(0, showsAll ? count : least).map((answer, position) => (
        <li key={answer.tokenIds.join()}>
          <Answer answered={answered} answer={answer} position={position} />
        </li>
      ))}
      {count > least && (
        <li>
          <Button size="compact-sm" variant="default" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? m.showBest({ count: least }) : m.showAll({ count })}
          </Button>
        </li>
      )}
    </ol>
  );
}

interface AnswerProps {
  answered: AnsweredQuestion;
  answer: PictureAnswer;
  position: number;
}

function Answer({ answered, answer: { text, probability: share }, position }: AnswerProps) {
  const m = useMessages().questions;
  const selectable = useSelectable({ id: answered.id, answer: position, word: null });
  const place = useApp((state) => {
    const explained = explanationOfAnswer(state, answered, position)?.explained;
    return explained
      ? strongestPlace(wholeMap(explained, layerOfAnswer(state, explained)), explained.grid)
      : null;
  });
  return (
    <>
      <button
        type="button"
        className={classes.answer}
        aria-label={m.answer({ answer: text, share, place })}
        {...selectable}
      >
        {text}
      </button>
      <Tooltip label={answered.listed ? m.rankedTerm : m.probabilityTerm} multiline maw={280}>
        <span className={classes.share} aria-hidden="true">
          <Meter share={share} />
          {m.share({ share })}
        </span>
      </Tooltip>
    </>
  );
}
