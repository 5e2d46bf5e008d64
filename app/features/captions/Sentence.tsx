import { Tooltip } from '@mantine/core';
import { type CSSProperties, Fragment, memo, useEffect, useRef } from 'react';
import { continuesGiven } from '../../../core/given-words';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { shownWords } from '../heatmap/heatmap.selectors';
import type { GridSize } from '../heatmap/maps';
import { strongestPlace } from '../heatmap/place';
import { comparedRef, isComparing } from '../heatmap/shown-heat';
import { attentionWords } from '../heatmap/shown-words';
import classes from './captions.module.css';
import { currentRun } from './captions.selectors';
import { isWorking, type RunStatus, type ShownCaption } from './run';
import { DOUBTFUL, type Word } from './words';

interface SentenceProps {
  status: RunStatus;
  grid: GridSize;
  caption: ShownCaption;
  /** The worker's number of this caption. */
  index: number;
}

/** The words of a caption as buttons; one tab stop, the arrow keys move among them. */
export function Sentence({ status, grid, caption, index }: SentenceProps) {
  const m = useMessages().captions;
  const { getState } = useAppStore();
  const words = useApp((state) => {
    const run = currentRun(state);
    return (run && shownWords(state, run, index)?.words) ?? attentionWords(caption);
  });
  const ended = caption.tokens.at(-1)?.special ?? false;
  const entry = useApp(({ selection: { hovered, pinned } }) => {
    const at = hovered ?? pinned;
    return at?.caption === index ? at.word : 0;
  });
  return (
    <div
      className={classes.sentence}
      onPointerLeave={({ pointerType }) => {
        if (pointerType === 'mouse' && !getState().selection.playing) getState().selection.hover(null);
      }}
      onPointerMove={({ pointerType, clientX, clientY }) => {
        const word = pointerType === 'mouse' ? null : wordAtPoint(clientX, clientY);
        if (word !== null && word < words.length) getState().selection.hover({ caption: index, word });
      }}
    >
      <GivenWords caption={caption} />
      {words.map((word, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word is known by its position
        <Fragment key={position}>
          {position > 0 && ' '}
          <WordButton
            text={word.text}
            probability={word.probability}
            map={word.map}
            caption={index}
            position={position}
            grid={'grid' in word ? word.grid : grid}
            asked={'asked' in word && word.asked}
            entry={position === entry}
          />
        </Fragment>
      ))}
      {!ended && isWorking({ status }) && status !== 'matching' && (
        <span className={classes.caret} aria-hidden="true" />
      )}
      {!ended && (status === 'done' || status === 'matching') && <span title={m.cutOff}>…</span>}
    </div>
  );
}

/** The person's words of the prompt. The model did not choose them: they have no probability and no map. */
function GivenWords({ caption: { given, tokens } }: { caption: ShownCaption }) {
  const m = useMessages().captions;
  if (!given) return null;
  return (
    <>
      <span className={classes.given} title={m.givenWords}>
        <span className="visually-hidden">{m.yourWords}: </span>
        {given}
      </span>
      {!continuesGiven(given, tokens) && ' '}
    </>
  );
}

/** Touch events stay with the word where they started, so the word under the finger is looked up. */
function wordAtPoint(x: number, y: number): number | null {
  const word = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-word]')?.dataset.word;
  return word === undefined ? null : Number(word);
}

interface WordProps extends Omit<Word, 'pieces'> {
  caption: number;
  position: number;
  grid: GridSize;
  /** The map is another than plain attention. */
  asked: boolean;
  /** Whether Tab stops here. */
  entry: boolean;
}

/** Has primitive props, so that it does not render again while later words stream. */
const WordButton = memo(function WordButton(props: WordProps) {
  const { text, probability, caption, position, entry } = props;
  const { getState } = useAppStore();
  const m = useMessages().captions;
  const button = useRef<HTMLButtonElement>(null);
  const is = (at: { caption: number; word: number } | null) =>
    at?.caption === caption && at.word === position;
  const pinned = useApp((state) => is(state.selection.pinned));
  const shown = useApp(
    (state) => is(state.selection.hovered) || (isComparing(state) && is(comparedRef(state))),
  );
  const isFocusTarget = useApp((state) => is(state.selection.focusTarget));
  const here = { caption, word: position };
  const doubtful = probability < DOUBTFUL;

  useEffect(() => {
    if (isFocusTarget) button.current?.focus();
  }, [isFocusTarget]);

  const face = (
    <button
      ref={button}
      type="button"
      className={classes.word}
      data-word={position}
      data-doubtful={doubtful || undefined}
      data-shown={shown || undefined}
      style={{ '--sure': probability } as CSSProperties}
      aria-label={labelOf(m, props)}
      aria-pressed={pinned}
      tabIndex={entry ? 0 : -1}
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && getState().selection.hover(here)}
      onFocus={() => getState().selection.hover(here)}
      onBlur={() =>
        is(getState().selection.hovered) && !getState().selection.playing && getState().selection.hover(null)
      }
      onClick={() => getState().selection.pin(here)}
    >
      {text}
    </button>
  );
  if (!doubtful) return face;
  return <Tooltip label={m.guessing({ share: probability })}>{face}</Tooltip>;
});

/** What a screen reader hears for a word. */
function labelOf(m: Messages['captions'], { text, probability, map, grid, asked }: WordProps): string {
  const place = strongestPlace(map, grid);
  return m.word({ text, share: probability, guess: probability < DOUBTFUL, asked, place });
}
