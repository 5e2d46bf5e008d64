import { Tooltip } from '@mantine/core';
import type { App } from '../../store/app-state';
import { useApp } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { heatDetail, heatNote, heatTerm, heatTitle } from './heat-text';
import classes from './heatmap.module.css';
import { METHODS } from './methods';
import { gradientOf } from './palettes';
import { heldHeat, type ShownHeat, shownHeat } from './shown-heat';

/** What the colours mean, and whose heat it is. */
export function Legend() {
  const palette = useApp((state) => state.heatmap.palette);
  const view = useApp((state) => state.heatmap.mode);
  const heat = useApp((state) => state.heatmap.visible);
  const hasWords = useApp((state) => (currentRun(state)?.captions.length ?? 0) > 0);
  const term = useApp(heatTerm);
  const note = useApp(heatNote);
  const shown = useApp((state) => {
    const shown = shownHeat(state);
    if (!shown) return {};
    const { legend, wholeLegend } = METHODS[shown.method];
    return {
      question: shown.word === null ? wholeLegend : legend,
      title: titleOf(state, shown),
      detail: heatDetail(state, shown),
    };
  });
  return (
    <div data-testid="legend" className={classes.legend}>
      <Tooltip label={term} multiline maw={320}>
        <span className={classes.title}>
          {shown.title ? (
            <>
              {shown.question} <strong>{shown.title}</strong>
              {shown.detail}
              {note && <span className={classes.hint}> · {note}</span>}
            </>
          ) : (
            <span className={classes.hint}>{hintOf(heat, hasWords)}</span>
          )}
          <span className="visually-hidden"> ({term})</span>
        </span>
      </Tooltip>
      {view === 'contours' ? (
        <div className={classes.scale}>Lines at 25, 50 and 75 % of the way from least to most</div>
      ) : (
        <div className={classes.scale}>
          <span>least</span>
          <span
            className={classes.ramp}
            style={{ background: view === 'overlay' ? gradientOf(palette) : DARK_TO_CLEAR }}
            aria-hidden="true"
          />
          <span>most</span>
        </div>
      )}
    </div>
  );
}

/** Two where two are compared. */
function titleOf(state: App, shown: ShownHeat): string {
  const held = heldHeat(state);
  if (!held) return heatTitle(shown.word);
  return shown.word === null ? 'two sentences' : `${heatTitle(held.word)} and ${heatTitle(shown.word)}`;
}

function hintOf(heat: boolean, hasWords: boolean): string {
  if (!heat) return 'The heat is off';
  return hasWords ? 'Pick a word to see where the model looked' : 'Where the model looked';
}

const DARK_TO_CLEAR = 'linear-gradient(to right, #000, #fff)';
