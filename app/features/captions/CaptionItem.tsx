import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBookmark,
  IconBookmarkFilled,
  IconCheck,
  IconCopy,
  IconPencil,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { IconAction } from '../../parts/IconAction';
import { Meter } from '../../parts/Meter';
import { useApp, useAppStore } from '../../store/react';
import { type ShownWord, shownWord } from '../heatmap/heatmap.selectors';
import type { GridSize } from '../heatmap/maps';
import { strongestPlace } from '../heatmap/place';
import { TestedNote } from '../map-test/TestedNote';
import { MaskOfPinned } from '../mask/MaskedNote';
import { CaptionEditor } from './CaptionEditor';
import classes from './captions.module.css';
import { MatchMeter } from './MatchMeter';
import { confidenceOf, isSettled, isTyped, type RunStatus, type ShownCaption } from './run';
import { Sentence } from './Sentence';
import { TypedScores } from './TypedScores';

interface CaptionProps {
  pictureId: string;
  status: RunStatus;
  grid: GridSize;
  caption: ShownCaption;
  /** The worker's index of this caption; negative for a pinned one. */
  index: number;
  /** Its position in the list; the best caption of the run is first. */
  rank: number;
}

/** One caption: its sentence, how sure the model was, and what one can do with it. Rests while others grow. */
export const CaptionItem = memo(function CaptionItem({
  pictureId,
  status,
  grid,
  caption,
  index,
  rank,
}: CaptionProps) {
  const { getState } = useAppStore();
  const m = useMessages().captions;
  const number = rank + 1;
  const [editing, setEditing] = useState(false);
  const edit = (text: string | null) => {
    getState().captions.edit(pictureId, index, text);
    setEditing(false);
  };
  if (editing)
    return (
      <li className={classes.item}>
        <CaptionEditor caption={caption} onSave={edit} onCancel={() => setEditing(false)} />
      </li>
    );
  return (
    <li className={classes.item} data-best={rank === 0 && index >= 0}>
      <MaskOfPinned caption={index} />
      {caption.edited !== null && (
        <>
          <p className={classes.edited}>{caption.edited}</p>
          <p className={classes.aside}>{m.heatIsOf}</p>
        </>
      )}
      <Sentence status={status} grid={grid} caption={caption} index={index} />
      <div className={classes.meta}>
        <Detail caption={caption} index={index} />
        {isSettled({ status }) && (
          <span className={classes.actions}>
            {caption.edited !== null && (
              <IconAction label={m.undoEdit({ number })} onClick={() => edit(null)}>
                <IconArrowBackUp size={18} />
              </IconAction>
            )}
            <IconAction label={m.edit({ number })} onClick={() => setEditing(true)}>
              <IconPencil size={18} />
            </IconAction>
            <IconAction
              label={caption.pinned ? m.unpin({ number }) : m.pin({ number })}
              hint={caption.pinned ? m.unpinHint : m.pinHint}
              onClick={() => getState().captions.setPinned(pictureId, index, !caption.pinned)}
            >
              {caption.pinned ? <IconBookmarkFilled size={18} /> : <IconBookmark size={18} />}
            </IconAction>
            <Copy index={index} rank={rank} />
          </span>
        )}
      </div>
      {isTyped(caption) && <TypedScores caption={caption} index={index} />}
    </li>
  );
});

function Copy({ index, rank }: { index: number; rank: number }) {
  const { getState } = useAppStore();
  const result = useApp(({ captions }) =>
    captions.copyResult?.caption === index ? captions.copyResult.ok : null,
  );
  const m = useMessages().captions;
  const said = result === null ? '' : result ? m.copied : m.copyRefused;
  return (
    <>
      <span role="status" className={result === false ? classes.refused : classes.copied}>
        {said}
      </span>
      <IconAction label={m.copy({ number: rank + 1 })} onClick={() => void getState().captions.copy(index)}>
        {result === null && <IconCopy size={18} />}
        {result === true && <IconCheck size={18} />}
        {result === false && <IconAlertTriangle size={18} />}
      </IconAction>
    </>
  );
}

/** The word in view in numbers; without one, how well the caption fits, or else how sure the model was per word piece. */
function Detail({ caption, index }: { caption: ShownCaption; index: number }) {
  const messages = useMessages();
  const word = useApp((state) => {
    const shown = shownWord(state);
    return shown?.caption === index && shown.why !== 'newest' ? shown : null;
  });
  if (word) {
    return (
      <span className={classes.detail}>
        <span>
          {detailOf(messages, word)}
          <TestedNote caption={index} word={word.text} />
        </span>
      </span>
    );
  }
  const sure = Math.exp(confidenceOf(caption));
  if (caption.match) return <MatchMeter match={caption.match} sure={sure} />;
  return (
    <Tooltip label={messages.captions.sureTerm}>
      <span className={classes.detail}>
        <Meter share={sure} />
        {messages.captions.sure({ share: sure })}
      </span>
    </Tooltip>
  );
}

/** In numbers, and where its map is strongest. */
function detailOf({ captions, heatmap }: Messages, { text, probability, map, grid }: ShownWord): string {
  const place = strongestPlace(map, grid);
  const detail = captions.wordDetail({ word: text, share: probability });
  return place ? `${detail}, ${heatmap.places[place]}` : detail;
}
