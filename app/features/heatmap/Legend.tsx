import { Tooltip } from '@mantine/core';
import type { App } from '../../store/app-state';
import { useApp } from '../../store/react';
import { explainedOf, methodInUse } from './grad-cam.slice';
import classes from './heatmap.module.css';
import { currentRun, shownWord } from './heatmap.slice';
import { METHODS } from './methods';
import { gradientOf } from './palettes';

/** What the colours mean, and whose heat it is. */
export function Legend() {
  const palette = useApp((state) => state.palette);
  const view = useApp((state) => state.view);
  const heat = useApp((state) => state.heat);
  const hasWords = useApp((state) => (currentRun(state)?.captions.length ?? 0) > 0);
  const term = useApp(termOf);
  const word = useApp((state) => shownWord(state)?.text);
  const question = useApp((state) => METHODS[shownWord(state)?.method ?? 'attention'].legend);
  const detail = useApp(detailOf);
  const note = useApp(noteOf);
  return (
    <div data-testid="legend" className={classes.legend}>
      <Tooltip label={term} multiline maw={320}>
        <span className={classes.title}>
          {word ? (
            <>
              {question} <strong>“{word}”</strong>
              {detail}
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

function hintOf(heat: boolean, hasWords: boolean): string {
  if (!heat) return 'The heat is off';
  return hasWords ? 'Pick a word to see where the model looked' : 'Where the model looked';
}

const DARK_TO_CLEAR = 'linear-gradient(to right, #000, #fff)';

/** Which layer and head it is, when it is not the usual ones. */
function detailOf(state: App): string {
  const shown = shownWord(state);
  if (!shown) return '';
  if (shown.method !== 'attention') {
    const layer = state.camLayers[shown.method];
    if (layer === null) return '';
    return layer === 'sum' ? ', all layers together' : `, layer ${layer}`;
  }
  if (!shown.lensed) return '';
  const { layer, head } = state;
  return `${layer === null ? '' : `, layer ${layer}`}${head === null ? '' : `, head ${head}`}`;
}

/** Why the map is not the one that was asked for. */
function noteOf(state: App): string | null {
  const run = currentRun(state);
  const at = state.pointed ?? state.pinned;
  const asked = methodInUse(state);
  if (!run || !at || asked === 'attention' || shownWord(state)?.method === asked) return null;
  const status = explainedOf(state, run, at.caption)?.status;
  if (status === 'computing') return 'computing…';
  return status === 'failed' ? 'Grad-CAM failed, attention is shown' : 'attention is shown';
}

/** The exact term for the map that is shown. */
function termOf(state: App): string {
  const shown = shownWord(state);
  if (shown && shown.method !== 'attention') return METHODS[shown.method].term;
  const { layer, head } = state;
  if (!shown?.lensed) return 'Cross-attention, mean of all layers and heads';
  const layers = layer === null ? 'mean of all layers' : `layer ${layer}`;
  return `Cross-attention, ${layers}, ${head === null ? 'mean of all heads' : `head ${head}`}`;
}
