import { useRef } from 'react';
import { useApp } from '../../store/react';
import { percent } from '../captions/format';
import classes from './heatmap.module.css';
import type { MappedWord } from './shown-words';
import { type Pointing, useSpot } from './use-spot';
import { type WordHere, wordsHere, wordsInView } from './words-here';

/** Lies on the picture and tells which words looked at the spot under mouse, finger or keys. Draws no heat. */
export function WordsHere() {
  const words = useApp(wordsInView);
  return words.length > 0 && <Explorer words={words} />;
}

function Explorer({ words }: { words: readonly MappedWord[] }) {
  const layer = useRef<HTMLElement>(null);
  const { at, hands } = useSpot(layer);
  const scale = useApp((state) => state.heatmap.scale);
  const here = at && wordsHere(words, at, scale);
  return (
    <section
      ref={layer}
      className={classes.spots}
      role="application"
      aria-label="Which words looked where: move over the picture with the arrow keys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move here
      tabIndex={0}
      // A press of the mouse leaves the focus, and with it the arrow keys, with the words.
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => at?.by === 'touch' && event.preventDefault()}
      {...hands}
    >
      {at && here && <Readout at={at} here={here} />}
      <span role="status" className="visually-hidden">
        {at?.by === 'keys' && here && spoken(here)}
      </span>
    </section>
  );
}

/** Beside the spot, on the side where there is room. */
function Readout({ at: { x, y, by }, here }: { at: Pointing; here: readonly WordHere[] }) {
  const place = { left: `${100 * x}%`, top: `${100 * y}%` };
  return (
    <div aria-hidden="true" data-testid="words-here">
      {by !== 'mouse' && <span className={classes.spot} style={place} />}
      <div
        className={classes.readout}
        data-left={x > 0.5}
        data-above={by === 'touch' || y > 0.5}
        style={place}
      >
        {here.length === 0 && <span>No word looked here</span>}
        {here.map(({ text, share }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence may say a word twice
          <span key={index}>
            {text} <b>{percent(share)}</b>
          </span>
        ))}
      </div>
    </div>
  );
}

function spoken(here: readonly WordHere[]): string {
  if (here.length === 0) return 'No word looked here';
  return here.map(({ text, share }) => `${text} ${percent(share)}`).join(', ');
}
