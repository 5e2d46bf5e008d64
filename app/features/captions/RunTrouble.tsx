import { Button } from '@mantine/core';
import type { CaptionSettings, EngineErrorCode, ErrorCode, WireError } from '../../../core/protocol';
import { errorText, type Messages } from '../../i18n/messages';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { goToPrompt } from '../settings/prompt';
import { type Refusal, refusalIn, refusalText, resetRefused } from '../settings/refusal';
import { settingsOf } from '../settings/settings.slice';
import classes from './captions.module.css';
import type { Run } from './run';

interface RecoveryAction {
  label: (messages: Messages) => string;
  act: (state: App, run: Run) => void;
}

const AGAIN: RecoveryAction = {
  label: ({ common }) => common.captionAgain,
  act: (state, run) => state.captions.enqueue(run.pictureId),
};
const REMOVE: RecoveryAction = {
  label: ({ captions }) => captions.recovery.remove,
  act: (state, run) => state.pictures.remove(run.pictureId),
};
const LOAD: RecoveryAction = {
  label: ({ captions }) => captions.recovery.load,
  act(state, run) {
    void state.model.load();
    state.captions.enqueue(run.pictureId);
  },
};
const EDIT_PROMPT: RecoveryAction = {
  label: ({ captions, settings }) => captions.recovery.edit({ setting: settings.names.prompt }),
  act: goToPrompt,
};
const ONE: RecoveryAction = {
  label: ({ captions }) => captions.recovery.one,
  act(state, run) {
    state.settings.change({ numCaptions: 1, beams: 1 });
    state.captions.enqueue(run.pictureId);
  },
};
const STANDARD: RecoveryAction = {
  label: ({ captions }) => captions.recovery.standard,
  act(state, run) {
    state.settings.resetAll();
    state.captions.enqueue(run.pictureId);
  },
};

/** The one thing to do about each kind of failure. */
const RECOVERY: Readonly<Record<EngineErrorCode, RecoveryAction>> = {
  'not-an-image': REMOVE,
  'corrupt-image': REMOVE,
  'image-too-large': REMOVE,
  'decoder-missing': AGAIN,
  'out-of-memory': AGAIN,
  'model-missing': LOAD,
  'model-corrupt': LOAD,
  'model-too-new': LOAD,
  offline: AGAIN,
  'bad-settings': STANDARD,
  'gpu-lost': AGAIN,
  'not-finite': LOAD,
  'worker-crashed': AGAIN,
  'threads-failed': AGAIN,
  'worker-replaced': AGAIN,
  'not-loaded': AGAIN,
  unknown: AGAIN,
};

/** What failed, why, and one thing to do. */
export function RunTrouble({ run, error }: { run: Run; error: WireError }) {
  const { getState } = useAppStore();
  const messages = useMessages();
  const { failed, unfinished } = messages.captions;
  const refusal = refusalIn(error);
  const why = refusal ? refusalText(messages, refusal) : errorText(messages, error);
  const edited = useApp((state) => settingsOf(state).prompt !== run.settings.prompt);
  const visiting = useApp(({ pictures }) => pictures.visiting?.id === run.pictureId);
  const { label, act } = refusal ? afterRefusal(refusal, edited) : recoveryAction(run, error, visiting);
  return (
    <div role="alert" className={classes.trouble}>
      <p>
        {rich(run.captions.length > 0 ? unfinished({ error: why }) : failed({ error: why }), { b: strong })}
      </p>
      {error.detail && (
        <details>
          <summary>{messages.common.details}</summary>
          <code>{error.detail}</code>
        </details>
      )}
      <Button onClick={() => act(getState(), run)}>{label(messages)}</Button>
    </div>
  );
}

/** A text is not reset: what somebody typed is theirs to edit. */
function afterRefusal(refusal: Refusal, edited: boolean): RecoveryAction {
  if (refusal.field !== 'prompt') return resetting(refusal);
  return edited ? AGAIN : EDIT_PROMPT;
}

function resetting(refusal: Refusal): RecoveryAction {
  return {
    label: ({ captions, settings }) => captions.recovery.reset({ setting: settings.names[refusal.field] }),
    act(state, run) {
      resetRefused(state, refusal);
      state.captions.enqueue(run.pictureId);
    },
  };
}

function recoveryAction({ settings }: Run, { code }: WireError, visiting: boolean): RecoveryAction {
  if (code === 'out-of-memory' && asksForSeveral(settings)) return ONE;
  const action = isOfEngine(code) ? RECOVERY[code] : AGAIN;
  // A picture of a folder is the folder's: it can be mended there.
  return visiting && action === REMOVE ? AGAIN : action;
}

/** Each caption of a run needs memory. */
function asksForSeveral({ method, numCaptions, beams }: CaptionSettings): boolean {
  if (method === 'greedy') return false;
  return (method === 'beam' ? beams : numCaptions) > 1;
}

function isOfEngine(code: ErrorCode): code is EngineErrorCode {
  return code in RECOVERY;
}
