import { Button } from '@mantine/core';
import type { CaptionSettings, EngineErrorCode, ErrorCode, WireError } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import { useAppStore } from '../../store/react';
import { type Refusal, refusalIn, resetRefused } from '../settings/refusal';
import classes from './captions.module.css';
import type { Run } from './run';

interface RecoveryAction {
  label: string;
  act: (state: App, run: Run) => void;
}

const AGAIN: RecoveryAction = {
  label: 'Caption again',
  act: (state, run) => state.captions.enqueue(run.pictureId),
};
const REMOVE: RecoveryAction = {
  label: 'Remove it',
  act: (state, run) => state.pictures.remove(run.pictureId),
};
const LOAD: RecoveryAction = {
  label: 'Load the model again',
  act(state, run) {
    void state.model.load();
    state.captions.enqueue(run.pictureId);
  },
};
const ONE: RecoveryAction = {
  label: 'Try with one caption',
  act(state, run) {
    state.settings.change({ numCaptions: 1, beams: 1 });
    state.captions.enqueue(run.pictureId);
  },
};
const STANDARD: RecoveryAction = {
  label: 'Use the standard settings',
  act(state, run) {
    state.settings.resetAll();
    state.captions.enqueue(run.pictureId);
  },
};

/** The one thing to do about each kind of failure. */
const WAYS_OUT: Readonly<Record<EngineErrorCode, RecoveryAction>> = {
  'not-an-image': REMOVE,
  'corrupt-image': REMOVE,
  'image-too-large': REMOVE,
  'out-of-memory': AGAIN,
  'model-missing': LOAD,
  'model-corrupt': LOAD,
  'model-too-new': LOAD,
  offline: AGAIN,
  'bad-settings': STANDARD,
  'gpu-lost': AGAIN,
  'worker-crashed': AGAIN,
  'threads-failed': AGAIN,
  unknown: AGAIN,
};

/** What failed, why, and one thing to do. */
export function RunTrouble({ run, error }: { run: Run; error: WireError }) {
  const { getState } = useAppStore();
  const refusal = refusalIn(error);
  const { label, act } = refusal ? resetting(refusal) : recoveryAction(run, error);
  return (
    <div role="alert" className={classes.trouble}>
      <p>
        <strong>
          {run.captions.length > 0 ? 'Captioning did not finish.' : 'No caption for this picture.'}
        </strong>{' '}
        {refusal?.message ?? error.message}
      </p>
      {error.detail && (
        <details>
          <summary>Details</summary>
          <code>{error.detail}</code>
        </details>
      )}
      <Button onClick={() => act(getState(), run)}>{label}</Button>
    </div>
  );
}

function resetting(refusal: Refusal): RecoveryAction {
  return {
    label: `Reset ${refusal.name.toLowerCase()} and try again`,
    act(state, run) {
      resetRefused(state, refusal);
      state.captions.enqueue(run.pictureId);
    },
  };
}

function recoveryAction({ settings }: Run, { code }: WireError): RecoveryAction {
  if (code === 'out-of-memory' && asksForSeveral(settings)) return ONE;
  return isOfEngine(code) ? WAYS_OUT[code] : AGAIN;
}

/** Each sentence that is written beside others takes memory of its own. */
function asksForSeveral({ method, numCaptions, beams }: CaptionSettings): boolean {
  if (method === 'greedy') return false;
  return (method === 'beam' ? beams : numCaptions) > 1;
}

function isOfEngine(code: ErrorCode): code is EngineErrorCode {
  return code in WAYS_OUT;
}
