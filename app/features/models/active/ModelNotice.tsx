import { Button, CloseButton, Progress } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useApp, useAppStore } from '../../../store/react';
import { DEMO, sameChoice } from './choice';
import { isOwn } from './matcher.selectors';
import classes from './model.module.css';
import { chosenBackend, secondsLeft } from './model.selectors';
import type { TimedProgress } from './model.slice';
import { choiceName, megabytes } from './names';

/** What there is to say about the model where captions are read: loading, not loaded, slower than it could be. */
export function ModelNotice() {
  const status = useApp((state) => state.model.status);
  switch (status) {
    case 'idle':
      return null;
    case 'loading':
      return <Loading />;
    case 'ready':
      return (
        <>
          <Instead />
          <Slower />
          <MatcherNote />
        </>
      );
    case 'cancelled':
    case 'failed':
      return <NotLoaded />;
  }
}

function Loading() {
  const { getState } = useAppStore();
  const progress = useApp((state) => state.model.progress);
  const onGpu = useApp((state) => chosenBackend(state) !== 'wasm');
  const name = useApp((state) => choiceName(state, state.model.choice));
  const lost = useApp((state) => state.model.error?.message);
  const share = progress && progress.totalBytes > 0 ? (100 * progress.loadedBytes) / progress.totalBytes : 0;
  return (
    <div className={classes.notice}>
      <div className={classes.line}>
        <span className={classes.grow}>{loadingText(progress, name)}</span>
        <Button variant="default" onClick={() => getState().model.cancelLoading()}>
          Cancel loading
        </Button>
      </div>
      <Progress value={share} aria-label="Loading the model" transitionDuration={150} />
      {lost && (
        <p className={classes.say} role="status">
          {lost} The model is loading once more; captioning goes on after it.
        </p>
      )}
      <p className={classes.aside}>Pictures you drop now are captioned as soon as it is here.</p>
      {onGpu && progress?.phase === 'warm-up' && (
        <Button
          variant="default"
          className={classes.patience}
          onClick={() => void getState().model.setBackend('wasm')}
        >
          Taking long? Use the CPU
        </Button>
      )}
    </div>
  );
}

const PHASES = {
  runtime: 'Getting the runtime',
  model: 'Getting',
  'warm-up': 'Warming up',
} as const satisfies Record<TimedProgress['phase'], string>;

function loadingText(progress: TimedProgress | null, name: string): string {
  if (!progress) return 'Starting…';
  const phase = progress.phase === 'model' ? `${PHASES.model} ${name}` : PHASES[progress.phase];
  if (progress.phase === 'warm-up' || progress.totalBytes === 0) return `${phase}…`;
  const seconds = secondsLeft(progress);
  const left = seconds === null ? '' : `, ${seconds < 1.5 ? 'a second' : `${Math.round(seconds)} s`} left`;
  return `${phase}: ${megabytes(progress.loadedBytes)} of ${megabytes(progress.totalBytes)}${left}`;
}

function NotLoaded() {
  const { getState } = useAppStore();
  const { status, error, isDemo } = useApp(({ model }) => ({
    status: model.status,
    error: model.error,
    isDemo: sameChoice(model.choice, DEMO),
  }));
  return (
    <div className={classes.notice} role="alert" data-alarm={status === 'failed' || undefined}>
      <p className={classes.say}>
        <strong>No model.</strong>{' '}
        {error?.message ?? 'Loading was cancelled; pictures wait until it is here.'}
      </p>
      {error?.detail && (
        <details className={classes.aside}>
          <summary>Details</summary>
          <code>{error.detail}</code>
        </details>
      )}
      <div className={classes.line}>
        <Button onClick={() => void getState().model.load()}>Load the model</Button>
        {!isDemo && (
          <Button variant="default" onClick={() => void getState().model.use(DEMO)}>
            Use the demo model
          </Button>
        )}
      </div>
    </div>
  );
}

/** Why another model runs than the chosen one. */
function Instead() {
  const { getState } = useAppStore();
  const notice = useApp((state) => state.model.notice);
  if (!notice) return null;
  return (
    <div className={classes.notice} role="status">
      <div className={classes.line}>
        <p className={`${classes.say} ${classes.grow}`}>{notice}</p>
        <CloseButton size="lg" aria-label="Dismiss" onClick={() => getState().model.dismissNotice()} />
      </div>
    </div>
  );
}

/** A matcher on its way, or one that would not load; the captioner goes on without. */
function MatcherNote() {
  const { getState } = useAppStore();
  const { status, error, choice, own } = useApp((state) => ({
    status: state.matcher.status,
    error: state.matcher.error,
    choice: state.matcher.choice,
    own: isOwn(state),
  }));
  const name = useApp((state) => (choice ? choiceName(state, choice) : ''));
  if (status === 'loading' && !own)
    return (
      <div className={classes.notice} role="status">
        <div className={classes.line}>
          <span className={classes.grow}>Getting {name} to rank the captions…</span>
          <Button variant="default" onClick={() => getState().matcher.cancelLoading()}>
            Cancel loading
          </Button>
        </div>
      </div>
    );
  if (status !== 'failed') return null;
  return (
    <div className={classes.notice} role="alert">
      <p className={classes.say}>Captions are ranked by their words alone. {error?.message}</p>
      <div className={classes.line}>
        <Button onClick={() => void getState().matcher.use(choice)}>Try again</Button>
        <Button variant="default" onClick={() => void getState().matcher.use(null)}>
          Do without
        </Button>
      </div>
    </div>
  );
}

/** Why the GPU is not used; once read, it can be put away for good. */
function Slower() {
  const reason = useApp((state) => state.model.loaded?.fallbackReason ?? null);
  const [read, setRead] = useLocalStorage({ key: 'blipscope-fallback-read', defaultValue: '' });
  if (!reason || read === reason) return null;
  return (
    <div className={classes.notice} role="status">
      <div className={classes.line}>
        <p className={`${classes.say} ${classes.grow}`}>Everything works, only slower. {reason}</p>
        <CloseButton size="lg" aria-label="Dismiss" onClick={() => setRead(reason)} />
      </div>
    </div>
  );
}
