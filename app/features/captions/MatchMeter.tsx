import { Tooltip } from '@mantine/core';
import type { CaptionMatch } from '../../../core/protocol';
import classes from './captions.module.css';
import { percent } from './format';

interface MatchProps {
  match: CaptionMatch;
  /** How sure the captioner was, 0…1. */
  sure: number;
}

/** How well a caption fits its picture, as a bar; the exact terms are one hover away. */
export function MatchMeter({ match: { probability, cosine }, sure }: MatchProps) {
  const contrast = cosine === null ? '' : `, image-text contrast (ITC) cosine ${cosine.toFixed(2)}`;
  return (
    <Tooltip
      multiline
      w={280}
      position="bottom-start"
      label={`How well the sentence fits the picture: image-text matching (ITM) probability ${percent(probability)}${contrast}. While writing, the model was ${percent(sure)} sure of its words.`}
    >
      <span className={classes.detail}>
        <span className={classes.meter} aria-hidden="true">
          <span style={{ width: `${probability * 100}%` }} />
        </span>
        {percent(probability)} match{' '}
        <span className="visually-hidden">with the picture, by image-text matching{contrast}</span>
      </span>
    </Tooltip>
  );
}
