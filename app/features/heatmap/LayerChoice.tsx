import { Button, NativeSelect } from '@mantine/core';
import { answerLayer } from '../../../core/explain';
import type { ExplainSource, LayerChoice as Layer } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { pinnedExplanation } from '../questions/answer-maps.selectors';
import { explanationOf, methodInUse } from './grad-cam.selectors';
import type { LayerSource } from './grad-cam.slice';
import classes from './heatmap.module.css';
import { currentCaption } from './heatmap.selectors';
import { layerMapsOf } from './layer-selection.selectors';

/** For those who want to know: single layers, and of attention single heads. */
export function LayerChoice() {
  const method = useApp(methodInUse);
  const ofAnswer = useApp((state) => pinnedExplanation(state)?.whole.length);
  const m = useMessages().heatmap;
  const hasHeads = ofAnswer === undefined && method === 'attention';
  return (
    <details>
      <summary className={classes.caption}>{hasHeads ? m.advancedAttention : m.advanced}</summary>
      {ofAnswer !== undefined ? (
        <SingleLayers source="answer" layers={ofAnswer} best={answerLayer(ofAnswer)} />
      ) : method === 'attention' ? (
        <AttentionLayers />
      ) : (
        <GradCamLayers source={method} />
      )}
    </details>
  );
}

function AttentionLayers() {
  const { getState } = useAppStore();
  const m = useMessages().heatmap;
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
          label={m.layerLabel}
          data={[{ value: ALL, label: m.allLayers }, ...layerOptions(m, model?.layers ?? 0)]}
          value={layer === null ? ALL : String(layer)}
          onChange={({ currentTarget }) =>
            getState().layerSelection.select(choose(currentTarget.value), head)
          }
        />
        <NativeSelect
          label={m.headLabel}
          data={[{ value: ALL, label: m.allHeads }, ...headOptions(m, model?.heads ?? 0)]}
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
  // How many a matcher has is known with its first maps.
  const { layers, best } = useApp((state) => {
    const run = currentRun(state);
    const text = run && explanationOf(state, run, currentCaption(state) ?? 0)?.text;
    return {
      layers: text?.maps.length ?? (source === 'caption' ? (state.model.loaded?.layers ?? 0) : 0),
      best: text?.bestLayer ?? null,
    };
  });
  return <SingleLayers source={source} layers={layers} best={best} />;
}

interface SingleLayersProps {
  source: LayerSource;
  /** How many there are. */
  layers: number;
  /** The one that explains best; null where that is not known yet. */
  best: Layer | null;
}

function SingleLayers({ source, layers, best }: SingleLayersProps) {
  const { getState } = useAppStore();
  const m = useMessages().heatmap;
  const chosen = useApp(({ gradCam }) => gradCam.layers[source]);
  return (
    <div className={classes.group} style={{ paddingTop: 8 }}>
      <NativeSelect
        label={m.layerLabel}
        data={[
          { value: BEST, label: m.bestLayer({ layer: best }) },
          { value: 'sum', label: m.sumOfLayers },
          ...layerOptions(m, layers),
        ]}
        value={chosen === null ? BEST : String(chosen)}
        onChange={({ currentTarget: { value } }) => getState().gradCam.setLayer(source, layerOf(value))}
      />
    </div>
  );
}

function layerOf(value: string): Layer | null {
  if (value === BEST) return null;
  return value === 'sum' ? 'sum' : Number(value);
}

type Words = Messages['heatmap'];

function layerOptions({ layerOption }: Words, count: number) {
  return Array.from({ length: count }, (_, layer) => ({
    value: String(layer),
    label: layerOption({ layer }),
  }));
}

function headOptions({ headOption }: Words, count: number) {
  return Array.from({ length: count }, (_, head) => ({ value: String(head), label: headOption({ head }) }));
}

/** Why the layer's heat is not there, and what to do. */
function LayerTrouble() {
  const { getState } = useAppStore();
  const { heatmap, common } = useMessages();
  const why = useApp(whyNoLayer);
  if (!why) return null;
  const captionAgain = () => {
    const run = currentRun(getState());
    if (run) getState().captions.enqueue(run.pictureId);
  };
  return (
    <div className={classes.group} style={{ paddingTop: 8 }}>
      <p className={classes.trouble} role="status">
        {heatmap.noLayer[why]}
      </p>
      {why === 'pinned' ? (
        <Button size="compact-sm" variant="default" onClick={() => getState().heatmap.setMethod('caption')}>
          {heatmap.methods.caption.label}
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" onClick={captionAgain}>
          {common.captionAgain}
        </Button>
      )}
    </div>
  );
}

function whyNoLayer(state: App): keyof Words['noLayer'] | null {
  const run = currentRun(state);
  const caption = currentCaption(state);
  if (!run || caption === null || (state.layerSelection.layer === null && state.layerSelection.head === null))
    return null;
  if (caption < 0) return 'pinned';
  const status = layerMapsOf(state, run, caption)?.status;
  return status === 'gone' || status === 'failed' ? status : null;
}
