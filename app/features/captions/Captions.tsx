import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useApp, useAppStore } from '../../store/react';
import type { GridSize } from '../heatmap/maps';
import { MaskedNote } from '../mask/MaskedNote';
import { currentRegions } from '../mask/mask.selectors';
import { sameRegions } from '../mask/regions';
import { ModelNotice } from '../models/active/ModelNotice';
import { settingsDiffer, settingsOf } from '../settings/settings.slice';
import { AskOwn } from './AskOwn';
import { CaptionItem } from './CaptionItem';
import classes from './captions.module.css';
import { currentRun } from './captions.selectors';
import { Remarks } from './Remarks';
import { RunTrouble } from './RunTrouble';
import { captionAt, gridAt, isSettled, isWorking, listing, type Run, ranking, textOf } from './run';

/** The captions of the picture on the stage, and everything that can be said while there are none. */
export function Captions() {
  const run = useApp(currentRun);
  return (
    <section aria-labelledby="captions-title" className={classes.captions}>
      <header className={classes.header}>
        <h2 id="captions-title" className={classes.title}>
          Captions
        </h2>
        {run && <RunStatusLine run={run} />}
        {run && <RunAction run={run} />}
      </header>
      <ModelNotice />
      {run ? <RunCaptions run={run} /> : <HowToRead />}
      <Announcer />
    </section>
  );
}

function RunStatusLine({ run }: { run: Run }) {
  const ahead = useApp(({ captions }) => captions.queue.indexOf(run.pictureId) + (captions.activeId ? 1 : 0));
  const waiting = useApp((state) => state.model.status !== 'ready');
  const times =
    run.ms &&
    `Picture ${run.ms.image.toFixed(0)} ms, seeing ${run.ms.encode.toFixed(0)} ms, first word after ${run.ms.firstToken.toFixed(0)} ms, words ${run.ms.decode.toFixed(0)} ms${matchTime(run.ms)}; seed ${run.settings.seed}`;
  return (
    <span className={classes.status} title={times ?? undefined}>
      {statusText(run, ahead, waiting)}
    </span>
  );
}

function matchTime({ match }: NonNullable<Run['ms']>): string {
  return match === null || match === undefined ? '' : `, comparing ${match.toFixed(0)} ms`;
}

function statusText({ status, ms, captions }: Run, ahead: number, waitingForModel: boolean): string {
  switch (status) {
    case 'queued':
      if (waitingForModel) return 'Queued until the model is here';
      return ahead > 0 ? `Queued, ${ahead} ahead` : 'Queued';
    case 'encoding':
      return 'Looking at the picture…';
    case 'streaming':
      return 'Writing…';
    case 'matching':
      return 'Comparing with the picture…';
    case 'done':
      return ms ? `in ${(ms.total / 1000).toFixed(1)} s` : '';
    case 'cancelled':
      return captions.length > 0 ? 'Cancelled; this is what came' : 'Cancelled';
    case 'failed':
      return '';
  }
}

/** Cancel while there is something to cancel, otherwise once more. */
function RunAction({ run }: { run: Run }) {
  const { getState } = useAppStore();
  const changed = useApp((state) => {
    if (!sameRegions(run.masked, currentRegions(state)))
      return 'What is hidden of the picture has changed since';
    const differ = settingsDiffer(run.settings, settingsOf(state), state.settings.seedLocked);
    return differ ? 'The settings have changed since' : null;
  });
  if (!isSettled(run))
    return (
      <Button variant="default" onClick={() => getState().captions.cancel(run.pictureId)}>
        Cancel
      </Button>
    );
  if (run.status === 'failed') return null;
  return (
    <Button
      variant={changed ? 'filled' : 'default'}
      leftSection={<IconRefresh size={16} aria-hidden="true" />}
      title={changed ?? undefined}
      onClick={() => getState().captions.enqueue(run.pictureId)}
    >
      Caption again
    </Button>
  );
}

const NO_GRID: GridSize = [1, 1];

function RunCaptions({ run }: { run: Run }) {
  const order = listing(run);
  const fresh = order.filter((index) => index >= 0);
  return (
    <>
      <MaskedNote run={run} />
      {run.error && <RunTrouble run={run} error={run.error} />}
      {isWorking(run) && fresh.length === 0 && <div className={classes.waiting} aria-hidden="true" />}
      {fresh.length > 0 && <CaptionList run={run} label="Captions" order={order} shown={fresh} />}
      <Remarks run={run} />
      <PinnedList run={run} order={order} title="Kept from before" label="Kept captions" typed={false} />
      <PinnedList
        run={run}
        order={order}
        title="Your own sentences"
        label="Your own sentences"
        typed={true}
      />
      {run.status !== 'failed' && <AskOwn />}
    </>
  );
}

interface PinnedProps {
  run: Run;
  order: readonly number[];
  title: string;
  label: string;
  /** The sentences that somebody typed, or those that models wrote. */
  typed: boolean;
}

function PinnedList({ run, order, title, label, typed }: PinnedProps) {
  const shown = order.filter((index) => index < 0 && run.pinned[-1 - index]?.typed === typed);
  if (shown.length === 0) return null;
  return (
    <>
      <h3 className={classes.keptTitle}>{title}</h3>
      <CaptionList run={run} label={label} order={order} shown={shown} />
    </>
  );
}

interface ListProps {
  run: Run;
  label: string;
  /** Every caption of the run in its place. */
  order: readonly number[];
  /** Those of this list. */
  shown: readonly number[];
}

function CaptionList({ run, label, order, shown }: ListProps) {
  return (
    <ul aria-label={label} className={classes.list} aria-busy={isWorking(run)}>
      {shown.map((index) => {
        const caption = captionAt(run, index);
        return (
          caption && (
            <CaptionItem
              key={index}
              pictureId={run.pictureId}
              status={index < 0 ? 'done' : run.status}
              grid={gridAt(run, index) ?? NO_GRID}
              caption={caption}
              index={index}
              rank={order.indexOf(index)}
            />
          )
        );
      })}
    </ul>
  );
}

/** What the words will look like, before there are any. */
function HowToRead() {
  return (
    <div className={classes.primer}>
      <p>
        Captions appear here. Every word is a button: it shows where in the picture the model looked for it.
      </p>
      <p>
        The <span style={{ textDecorationThickness: 4 }}>bolder</span> the line under a word, the{' '}
        <span style={{ textDecorationThickness: 4 }}>surer</span> the model was of it;{' '}
        <span style={{ textDecorationThickness: 1.5, textDecorationStyle: 'dotted' }}>dotted</span> means it
        was guessing.
      </p>
    </div>
  );
}

/** Tells screen readers of finished captions, when the person is not busy with something else. */
function Announcer() {
  const text = useApp((state) => {
    const run = currentRun(state);
    const best = run?.captions[ranking(run)[0] ?? -1];
    if (run?.status !== 'done' || !best) return '';
    const count = run.captions.length === 1 ? 'One caption' : `${run.captions.length} captions`;
    return `${count}: ${textOf(best)}`;
  });
  return (
    <div aria-live="polite" className="visually-hidden">
      {text}
    </div>
  );
}
