import { Tooltip } from '@mantine/core';
import type { CaptionMatch } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { Meter } from '../../parts/Meter';
import classes from './captions.module.css';

interface MatchProps {
  match: CaptionMatch;
  /** How sure the captioner was, 0…1. */
  sure: number;
}

/** How well a caption fits its picture, as a bar; the exact terms are one hover away. */
export function MatchMeter({ match: { probability, cosine }, sure }: MatchProps) {
  const m = useMessages().captions;
  return (
    <Tooltip
      multiline
      w={280}
      position="bottom-start"
      label={m.matchTerm({ share: probability, cosine, sure })}
    >
      <span className={classes.detail}>
        <Meter share={probability} />
        {m.match({ share: probability })} <span className="visually-hidden">{m.matchSpoken({ cosine })}</span>
      </span>
    </Tooltip>
  );
}
