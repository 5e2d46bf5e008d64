import { useRef } from 'react';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import classes from './heatmap.module.css';
import type { MappedWord } from './shown-words';
import { type Pointing, useSpot } from './use-spot';
import { type WordHere, wordsHere, wordsInView } from './words-here';

/** Covers the picture and lists the words that looked at the spot under mouse, finger or keys. */
export function WordsHere() {
  const words = useApp(wordsInView);
  return words.length > 0 && <Explorer words={words} />;
}

function Explorer({ words }: { words: readonly MappedWord[] }) {
  const messages = useMessages();
  const layer = useRef<HTMLElement>(null);
  const { at, hands } = useSpot(layer);
  const scale = useApp((state) => state.heatmap.scale);
  const here = at && wordsHere(words, at, scale);
  return (
    <section
      ref={layer}
      className={classes.spots}
      role="application"
      aria-label={messages.heatmap.explorer}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move here
      tabIndex={0}
      // A press of the mouse leaves the focus, and with it the arrow keys, with the words.
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => at?.by === 'touch' && event.preventDefault()}
      {...hands}
    >
      {at && here && <Readout at={at} here={here} />}
      <span role="status" className="visually-hidden">
        {at?.by === 'keys' && here && spoken(messages, here)}
      </span>
    </section>
  );
}

/** Next to the spot, on the side with enough room. */
function Readout({ at: { x, y, by }, here }: { at: Pointing; here: readonly WordHere[] }) {
  const { heatmap, format } = useMessages();
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
        {here.length === 0 && <span>{heatmap.noWordHere}</span>}
        {here.map(({ text, share }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence may say a word twice
          <span key={index}>
            {text} <b>{format.percent(share)}</b>
          </span>
        ))}
      </div>
    </div>
  );
}

function spoken({ heatmap }: Messages, here: readonly WordHere[]): string {
  if (here.length === 0) return heatmap.noWordHere;
  return here.map(({ text, share }) => heatmap.wordHere({ word: text, share })).join(', ');
}
