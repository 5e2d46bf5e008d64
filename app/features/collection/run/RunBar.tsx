import { Button, Progress } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { CollectionMessages } from '../../../i18n/collection/messages';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { EngineNotice } from '../../models/active/ModelNotice';
import { CollectionNotice } from '../../photographs/CollectionNotice';
import { awaitedJob, isOfPhotographs } from '../../photographs/photographs.selectors';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { mayRead } from '../open/permission';
import { isUnderWay, type RunPhase } from '../store/run';
import { useFocusKept } from '../use-focus-kept';
import { Journal } from './Journal';
import classes from './run.module.css';
import { useExamination } from './use-examination';
import { useRunInTitle } from './use-run-in-title';
import { useWakeLock } from './use-wake-lock';

/** The collection's name, how far its run is, and what starts and pauses it. */
export function RunBar() {
  const app = useAppStore();
  const m = useCollectionMessages().run;
  const name = useCollection(({ summary }) => summary?.name ?? '');
  const collection = useCollection(({ summary }) => summary?.id ?? '');
  const phase = useCollection((state) => state.phase);
  useExamination();
  useWakeLock(isUnderWay(phase));
  useRunInTitle();
  const mode = useCollection((state) => state.mode);
  const held = useApp((state) => isOfPhotographs(state, collection));
  const bar = useFocusKept(phase, mode, held);
  return (
    <section ref={bar} tabIndex={-1} aria-label={m.region} className={classes.bar}>
      <h2 className={classes.name}>{name || m.region}</h2>
      <div className={classes.state}>
        <Figures />
      </div>
      <Buttons />
      <Button
        variant="subtle"
        color="gray"
        className={classes.close}
        leftSection={<IconX size={18} aria-hidden="true" />}
        onClick={() => app.getState().collection.close()}
      >
        {m.close}
      </Button>
      <Journal />
      <div className={classes.engine}>
        <EngineNotice />
        <CollectionNotice collection={collection} />
      </div>
      <Trouble />
    </section>
  );
}

/** Of the whole collection, and of the run under way. */
function useFigures() {
  const records = useCollection((state) => state.records);
  const { total, failed, perSecond, done } = useCollection((state) => state.progress);
  return useMemo(() => {
    const all = [...records.values()];
    const finished = all.filter((record) => record.done).length;
    return {
      all: all.length,
      finished,
      failed: all.filter(({ error }) => error).length,
      left: total - done,
      perSecond,
      runFailed: failed,
    };
  }, [records, total, done, failed, perSecond]);
}

function Figures() {
  const { all, finished, failed, left, perSecond } = useFigures();
  const phase = useCollection((state) => state.phase);
  const m = useCollectionMessages().run;
  if (all === 0) return null;
  const speed = isUnderWay(phase) && perSecond ? { perSecond, seconds: left / perSecond } : null;
  return (
    <>
      <Progress value={(100 * finished) / all} aria-label={m.progress} className={classes.progress} />
      <p className={classes.figures}>
        <span>{m.done({ count: finished, total: all })}</span>
        {failed > 0 && <span className={classes.failed}>{m.failed({ count: failed })}</span>}
        {speed && <span>{m.speed(speed)}</span>}
        <span role="status">{stateText(m, phase, { all, finished })}</span>
      </p>
    </>
  );
}

/** Where no run was begun in this visit, an earlier one may have finished, or not come to its end. */
function stateText(
  m: CollectionMessages['run'],
  phase: RunPhase,
  { all, finished }: { all: number; finished: number },
): string {
  if (phase !== 'idle' || finished === 0) return m.phases[phase];
  return finished < all ? m.interrupted : m.phases.finished;
}

/** One button at a time: what can be done next. After a failure it is beside the reason. */
function Buttons() {
  const store = useCollectionStore();
  const { phase, stopped } = useCollection(({ phase, runError }) => ({ phase, stopped: runError !== null }));
  const rest = useCollection((state) => state.rest.length);
  const paths = useCollection(({ records }) => {
    const all = [...records.values()];
    return {
      unfinished: all.filter(({ done }) => !done).length,
      failed: all
        .filter(({ error }) => error)
        .map(({ path }) => path)
        .join('\n'),
    };
  });
  const ready = useReady();
  const collection = useCollection(({ summary }) => summary?.id ?? '');
  const asking = useApp((state) => isOfPhotographs(state, collection) && !awaitedJob(state));
  const m = useCollectionMessages().run;
  if (isUnderWay(phase))
    return (
      <Button
        leftSection={<IconPlayerPause size={18} aria-hidden="true" />}
        loading={phase === 'pausing'}
        onClick={() => store.getState().pause()}
      >
        {m.pause}
      </Button>
    );
  if (stopped || asking) return null;
  if (rest + paths.unfinished > 0)
    return (
      <Button
        leftSection={<IconPlayerPlay size={18} aria-hidden="true" />}
        disabled={!ready}
        onClick={() => void store.getState().goOn()}
      >
        {rest > 0 ? m.again({ count: rest }) : m.start({ count: paths.unfinished })}
      </Button>
    );
  if (paths.failed === '') return null;
  return (
    <Button
      variant="default"
      disabled={!ready}
      onClick={() => void store.getState().start(paths.failed.split('\n'))}
    >
      {m.retryFailed}
    </Button>
  );
}

function useReady(): boolean {
  return useApp(({ model }) => model.status !== 'failed' && model.status !== 'cancelled');
}

/** Why the run stopped, a decision was not stored or a picture is not shown. */
function Trouble() {
  const store = useCollectionStore();
  const { runError, decideError } = useCollection(({ runError, decideError }) => ({ runError, decideError }));
  const ready = useReady();
  const messages = useMessages();
  const m = useCollectionMessages().run;

  /** Browsers ask for a permission during a click only. Refused, the run stops once more and says so. */
  async function allowAndGoOn(): Promise<void> {
    const { summary, goOn } = store.getState();
    if (summary?.handle && runError?.code === 'no-permission') await mayRead(summary.handle);
    await goOn();
  }

  const visitError = useApp((state) => state.collection.visitError);
  if (!runError && !decideError && !visitError) return null;
  return (
    <div role="alert" className={classes.trouble}>
      {runError && (
        <p>
          <span>{m.stopped({ reason: errorText(messages, runError) })}</span>
          <Button size="compact-md" disabled={!ready} onClick={() => void allowAndGoOn()}>
            {runError.code === 'no-permission' ? m.allow : m.goOn}
          </Button>
        </p>
      )}
      {visitError && <p>{errorText(messages, visitError)}</p>}
      {decideError && <p>{m.notStored({ reason: errorText(messages, decideError) })}</p>}
    </div>
  );
}
