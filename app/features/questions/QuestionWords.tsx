import { useState } from 'react';
import type { GridSize } from '../../features/heatmap/maps';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { strongestPlace } from '../heatmap/place';
import {
  type AnswerRef,
  explanationOfAnswer,
  layerOfAnswer,
  mapsOfAnswer,
  type QuestionWord,
  questionWords,
  sameRef,
} from './answer-maps.selectors';
import type { AnsweredQuestion } from './answered';
import classes from './questions.module.css';
import { walk } from './walk';

interface WordsProps {
  answered: AnsweredQuestion;
  /** The answer that the words' maps explain. */
  answer: number;
}

/** The words of a question as buttons; one tab stop, the arrow keys move among them. */
export function QuestionWords({ answered, answer }: WordsProps) {
  const { id, text } = answered;
  const [entry, setEntry] = useState(0);
  const explained = useApp((state) => explanationOfAnswer(state, answered, answer)?.explained ?? null);
  const words = useApp((state) =>
    explained ? mapsOfAnswer(explained, text, layerOfAnswer(state, explained)).words : null,
  );
  const shown = words ?? questionWords(text);
  return (
    <p className={classes.question} onKeyDown={(event) => walk(event, ['ArrowLeft', 'ArrowRight'])}>
      {shown.map((word, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word is known by its position
        <span key={position}>
          {position > 0 && ' '}
          <WordButton
            word={word}
            grid={explained?.grid ?? null}
            at={{ id, answer, word: position }}
            isEntry={position === Math.min(entry, shown.length - 1)}
            onFocus={() => setEntry(position)}
          />
        </span>
      ))}
    </p>
  );
}

interface WordProps {
  word: QuestionWord;
  /** Null before the maps are computed. */
  grid: GridSize | null;
  at: AnswerRef;
  /** Whether Tab stops here. */
  isEntry: boolean;
  onFocus: () => void;
}

function WordButton({ word: { text, map }, grid, at, isEntry, onFocus }: WordProps) {
  const m = useMessages().questions;
  const place = map && grid ? strongestPlace(map, grid) : null;
  const selectable = useSelectable(at);
  return (
    <button
      type="button"
      className={classes.word}
      aria-label={m.word({ word: text, place })}
      tabIndex={isEntry ? 0 : -1}
      {...selectable}
      onFocus={() => {
        onFocus();
        selectable.onFocus();
      }}
    >
      {text}
    </button>
  );
}

/** What a button needs that selects an answer or a word of a question. */
export function useSelectable(at: AnswerRef) {
  const { getState } = useAppStore();
  const isPinned = useApp(({ answerMaps }) => sameRef(answerMaps.pinned, at));
  const isHovered = useApp(({ answerMaps }) => sameRef(answerMaps.hovered, at));
  const enter = () => getState().answerMaps.hover(at);
  const leave = () => {
    if (sameRef(getState().answerMaps.hovered, at)) getState().answerMaps.hover(null);
  };
  return {
    'aria-pressed': isPinned,
    'data-shown': isHovered || undefined,
    onPointerEnter: enter,
    onPointerLeave: leave,
    onFocus: enter,
    onBlur: leave,
    onClick: () => getState().answerMaps.toggle(at),
  };
}
