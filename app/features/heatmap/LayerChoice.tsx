import { Button, NativeSelect } from '@mantine/core';
import type { ExplainSource, LayerChoice as Layer } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { explanationOf, methodInUse } from './grad-cam.selectors';
import classes from './heatmap.module.css';
import { currentCaption } from './heatmap.selectors';
import { layerMapsOf } from './layer-selection.selectors';
import { METHODS } from './methods';

/** For those who want to know: single layers, and of attention single heads. */
export function LayerChoice() {
  const method = useApp(methodInUse);
  return (
    <details>
      <summary className={classes.caption}>
        {method === 'attention' ? 'Advanced: layers, heads' : 'Advanced: layers'}
      </summary>
      {method === 'attention' ? <AttentionLayers /> : <GradCamLayers source={method} />}
    </details>
  );
}

function AttentionLayers() {
  const { getState } = useAppStore();
  const model = useApp((state) => state.model.loaded);
  const { layer, head } = useApp(({ layerSelection }) => ({
    layer: layerSelection.layer,
    head: layerSelection.head,
  }));
  const choose = (value: string) => (value === ALL ? null : Number(value));
  return (
    <>
      <div className={classes.group} style={{ gridTemplateColumns: '1fr 1fr', paddingTop: 8 }}>
        <NativeSelect
          label="Layer"
          data={[{ value: ALL, label: 'All layers' }, ...numbered('Layer', model?.layers ?? 0)]}
          value={layer === null ? ALL : String(layer)}
          onChange={({ currentTarget }) =>
            getState().layerSelection.select(choose(currentTarget.value), head)
          }
        />
        <NativeSelect
          label="Head"
          data={[{ value: ALL, label: 'All heads' }, ...numbered('Head', model?.heads ?? 0)]}
          value={head === null ? ALL : String(head)}
          onChange={({ currentTarget }) =>
            getState().layerSelection.select(layer, choose(currentTarget.value))
          }
        />
      </div>
      <LayerTrouble />
    </>
  );
}

const ALL = 'all';
const BEST = 'best';

function GradCamLayers({ source }: { source: ExplainSource }) {
  const { getState } = useAppStore();
  const chosen = useApp(({ gradCam }) => gradCam.layers[source]);
  // How many a matcher has is known with its first maps.
  const { layers, best } = useApp((state) => {
    const run = currentRun(state);
    const text = run && explanationOf(state, run, currentCaption(state) ?? 0)?.text;
    return {
      layers: text?.maps.length ?? (source === 'caption' ? (state.model.loaded?.layers ?? 0) : 0),
      best: text?.bestLayer ?? null,
    };
  });
  return (
    <div className={classes.group} style={{ paddingTop: 8 }}>
      <NativeSelect
        label="Layer"
        data={[
          { value: BEST, label: `The one that explains best${best === null ? '' : ` (${nameOf(best)})`}` },
          { value: 'sum', label: 'All layers together (sum)' },
          ...numbered('Layer', layers),
        ]}
        value={chosen === null ? BEST : String(chosen)}
        onChange={({ currentTarget: { value } }) => getState().gradCam.setLayer(source, layerOf(value))}
      />
    </div>
  );
}

function nameOf(layer: Layer): string {
  return layer === 'sum' ? 'the sum' : `layer ${layer}`;
}

function layerOf(value: string): Layer | null {
  if (value === BEST) return null;
  return value === 'sum' ? 'sum' : Number(value);
}

function numbered(name: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({ value: String(index), label: `${name} ${index}` }));
}

/** Why the layer's heat is not there, and what to do. */
function LayerTrouble() {
  const { getState } = useAppStore();
  const why = useApp(whyNoLayer);
  if (!why) return null;
  const captionAgain = () => {
    const run = currentRun(getState());
    if (run) getState().captions.enqueue(run.pictureId);
  };
  return (
    <div className={classes.group} style={{ paddingTop: 8 }}>
      <p className={classes.trouble} role="status">
        {WHY_NO_LENS[why]}
      </p>
      {why === 'kept' ? (
        <Button size="compact-sm" variant="default" onClick={() => getState().heatmap.setMethod('caption')}>
          {METHODS.caption.label}
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" onClick={captionAgain}>
          Caption again
        </Button>
      )}
    </div>
  );
}

const WHY_NO_LENS = {
  kept: 'Single layers and heads are there for the newest captions, not for kept or typed ones, so the mean of all is shown. What made it say the word has single layers for these too.',
  gone: 'The single maps of this run are no longer in memory, so the mean of all is shown.',
  failed: 'The single maps could not be read, so the mean of all is shown.',
} as const;

function whyNoLayer(state: App): keyof typeof WHY_NO_LENS | null {
  const run = currentRun(state);
  const caption = currentCaption(state);
  if (!run || caption === null || (state.layerSelection.layer === null && state.layerSelection.head === null))
    return null;
  if (caption < 0) return 'kept';
  const status = layerMapsOf(state, run, caption)?.status;
  return status === 'gone' || status === 'failed' ? status : null;
}
