import { Tooltip } from '@mantine/core';
import type { Messages } from '../../i18n/messages';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { heatDetails, heatLegend, heatNote, heatTerm } from './heat-text';
import classes from './heatmap.module.css';
import { gradientOf } from './palettes';
import { shownHeat } from './shown-heat';

/** What the colours mean, and whose heat it is. */
export function Legend() {
  const palette = useApp((state) => state.heatmap.palette);
  const mode = useApp((state) => state.heatmap.mode);
  const visible = useApp((state) => state.heatmap.visible);
  const hasWords = useApp((state) => (currentRun(state)?.captions.length ?? 0) > 0);
  const term = useApp(heatTerm);
  const note = useApp(heatNote);
  const legend = useApp((state) => {
    const shown = shownHeat(state);
    return shown && heatLegend(state, shown);
  });
  const details = useApp((state) => {
    const shown = shownHeat(state);
    return shown ? heatDetails(state, shown) : [];
  });
  const m = useMessages().heatmap;
  return (
    <div data-testid="legend" className={classes.legend}>
      <Tooltip label={term} multiline maw={320}>
        <span className={classes.title}>
          {legend ? (
            <>
              {rich(legend, { b: strong })}
              {details.map((detail) => ` · ${detail}`)}
              {note && <span className={classes.hint}> · {note}</span>}
            </>
          ) : (
            <span className={classes.hint}>{hintOf(m, visible, hasWords)}</span>
          )}
          <span className="visually-hidden"> ({term})</span>
        </span>
      </Tooltip>
      {mode === 'contours' ? (
        <div className={classes.scale}>{m.contours}</div>
      ) : (
        <div className={classes.scale}>
          <span>{m.least}</span>
          <span
            className={classes.ramp}
            style={{ background: mode === 'overlay' ? gradientOf(palette) : DARK_TO_CLEAR }}
            aria-hidden="true"
          />
          <span>{m.most}</span>
        </div>
      )}
    </div>
  );
}

function hintOf(m: Messages['heatmap'], visible: boolean, hasWords: boolean): string {
  if (!visible) return m.off;
  return hasWords ? m.pickWord : m.whereItLooked;
}

const DARK_TO_CLEAR = 'linear-gradient(to right, #000, #fff)';
