import { Button, CloseButton, Progress } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { Fallback } from '../../../../core/fallbacks';
import { errorText, type Messages } from '../../../i18n/messages';
import { rich, strong } from '../../../i18n/rich';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { DEMO, sameChoice } from './choice';
import { isOwn } from './matcher.selectors';
import classes from './model.module.css';
import { chosenBackend, fallbackText, noticeText, secondsLeft } from './model.selectors';
import type { TimedProgress } from './model.slice';
import { choiceName } from './names';

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

/** As much of it as a run of many pictures has room for: why it waits, and why it is slower than it could be. */
export function EngineNotice() {
  const status = useApp((state) => state.model.status);
  if (status === 'loading') return <LoadingAgain />;
  if (status !== 'ready') return null;
  return (
    <>
      <Instead />
      <Slower />
    </>
  );
}

function LoadingAgain() {
  const messages = useMessages();
  const lost = useApp((state) => state.model.error);
  if (!lost) return null;
  return (
    <p className={classes.say} role="status">
      {messages.models.notice.again({ error: errorText(messages, lost) })}
    </p>
  );
}

function Loading() {
  const { getState } = useAppStore();
  const m = useMessages().models.notice;
  const progress = useApp((state) => state.model.progress);
  const onGpu = useApp((state) => chosenBackend(state) !== 'wasm');
  const name = useApp((state) => choiceName(state, state.model.choice));
  const share = progress && progress.totalBytes > 0 ? (100 * progress.loadedBytes) / progress.totalBytes : 0;
  return (
    <div className={classes.notice}>
      <div className={classes.line}>
        <span className={classes.grow}>{loadingText(m, progress, name)}</span>
        <Button variant="default" onClick={() => getState().model.cancelLoading()}>
          {m.cancelLoading}
        </Button>
      </div>
      <Progress value={share} aria-label={m.progress} transitionDuration={150} />
      <LoadingAgain />
      <p className={classes.aside}>{m.pictures}</p>
      {onGpu && progress?.phase === 'warm-up' && (
        <Button
          variant="default"
          className={classes.patience}
          onClick={() => void getState().model.setBackend('wasm')}
        >
          {m.useCpu}
        </Button>
      )}
    </div>
  );
}

function loadingText(m: Messages['models']['notice'], progress: TimedProgress | null, name: string): string {
  if (!progress) return m.starting;
  const { phase, loadedBytes: done, totalBytes: total } = progress;
  if (phase === 'warm-up') return m.warmUp;
  if (total === 0) return phase === 'model' ? m.model({ name }) : m.runtime;
  const bytes = phase === 'model' ? m.modelBytes({ name, done, total }) : m.runtimeBytes({ done, total });
  const seconds = secondsLeft(progress);
  return seconds === null ? bytes : `${bytes} · ${m.left({ seconds })}`;
}

function NotLoaded() {
  const { getState } = useAppStore();
  const messages = useMessages();
  const m = messages.models.notice;
  const { status, error, isDemo } = useApp(({ model }) => ({
    status: model.status,
    error: model.error,
    isDemo: sameChoice(model.choice, DEMO),
  }));
  return (
    <div className={classes.notice} role="alert" data-alarm={status === 'failed' || undefined}>
      <p className={classes.say}>
        {rich(error ? m.notLoaded({ error: errorText(messages, error) }) : m.cancelled, { b: strong })}
      </p>
      {error?.detail && (
        <details className={classes.aside}>
          <summary>{messages.common.details}</summary>
          <code>{error.detail}</code>
        </details>
      )}
      <div className={classes.line}>
        <Button onClick={() => void getState().model.load()}>{m.load}</Button>
        {!isDemo && (
          <Button variant="default" onClick={() => void getState().model.use(DEMO)}>
            {m.useDemo}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Why another model runs than the chosen one. */
function Instead() {
  const { getState } = useAppStore();
  const messages = useMessages();
  const notice = useApp((state) => state.model.notice);
  if (!notice) return null;
  return (
    <div className={classes.notice} role="status">
      <div className={classes.line}>
        <p className={`${classes.say} ${classes.grow}`}>{noticeText(messages, notice)}</p>
        <CloseButton
          size="lg"
          aria-label={messages.common.dismiss}
          onClick={() => getState().model.dismissNotice()}
        />
      </div>
    </div>
  );
}

/** A matcher on its way, or one that would not load; the captioner goes on without. */
function MatcherNote() {
  const { getState } = useAppStore();
  const messages = useMessages();
  const m = messages.models.notice;
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
          <span className={classes.grow}>{m.matcher({ name })}</span>
          <Button variant="default" onClick={() => getState().matcher.cancelLoading()}>
            {m.cancelLoading}
          </Button>
        </div>
      </div>
    );
  if (status !== 'failed') return null;
  return (
    <div className={classes.notice} role="alert">
      <p className={classes.say}>{error && m.matcherFailed({ error: errorText(messages, error) })}</p>
      <div className={classes.line}>
        <Button onClick={() => void getState().matcher.use(choice)}>{messages.common.tryAgain}</Button>
        <Button variant="default" onClick={() => void getState().matcher.use(null)}>
          {m.withoutMatcher}
        </Button>
      </div>
    </div>
  );
}

/** Why the GPU is not used; once read, it can be put away for good. */
function Slower() {
  const messages = useMessages();
  const m = messages.models.notice;
  const fallbacks = useApp((state) => state.model.loaded?.fallbacks ?? NONE);
  const reason = fallbacks.join();
  const [read, setRead] = useLocalStorage({ key: 'blipscope-fallback-read', defaultValue: '' });
  if (!reason || read === reason) return null;
  return (
    <div className={classes.notice} role="status">
      <div className={classes.line}>
        <p className={`${classes.say} ${classes.grow}`}>
          {m.slower({ reasons: fallbackText(messages, fallbacks) })}
        </p>
        <CloseButton size="lg" aria-label={messages.common.dismiss} onClick={() => setRead(reason)} />
      </div>
    </div>
  );
}

const NONE: readonly Fallback[] = [];
