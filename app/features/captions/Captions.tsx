import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { Messages } from '../../i18n/messages';
import { rich } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import type { GridSize } from '../heatmap/maps';
import { MaskedNote } from '../mask/MaskedNote';
import { currentRegions } from '../mask/mask.selectors';
import { sameRegions } from '../mask/regions';
import { ModelNotice } from '../models/active/ModelNotice';
import { PhotographNotice } from '../photographs/PhotographNotice';
import { isHeld, isUndecided } from '../photographs/photographs.selectors';
import { AskForm } from '../questions/AskForm';
import { History } from '../questions/History';
import { settingsDiffer, settingsOf } from '../settings/settings.slice';
import { CaptionItem } from './CaptionItem';
import classes from './captions.module.css';
import { currentRun } from './captions.selectors';
import { Remarks } from './Remarks';
import { RunTrouble } from './RunTrouble';
import { captionAt, gridAt, isSettled, isWorking, listing, type Run, ranking, textOf } from './run';

/** The captions of the picture on the stage, and everything that can be said while there are none. */
export function Captions() {
  const run = useApp(currentRun);
  // Before the stored pictures are there, they wait for their turn.
  const pictureId = useApp(({ device, pictures }) => device.restored && pictures.currentId);
  const m = useMessages().captions;
  return (
    <section aria-labelledby="captions-title" className={classes.captions}>
      <header className={classes.header}>
        <h2 id="captions-title" className={classes.title}>
          {m.title}
        </h2>
        {run && <RunStatusLine run={run} />}
        {run && <RunAction run={run} />}
      </header>
      <ModelNotice />
      <PhotographNotice />
      {run ? <RunCaptions run={run} /> : pictureId ? <Uncaptioned pictureId={pictureId} /> : <HowToRead />}
      <Announcer />
    </section>
  );
}

function RunStatusLine({ run }: { run: Run }) {
  const ahead = useApp(({ captions }) => captions.queue.indexOf(run.pictureId) + (captions.activeId ? 1 : 0));
  const waiting = useApp((state) =>
    state.model.status === 'ready' && !isHeld(state, run.pictureId)
      ? null
      : isUndecided(state, run.pictureId)
        ? 'undecided'
        : 'waiting',
  );
  const m = useMessages().captions;
  const times = run.ms && m.times({ ...run.ms, match: run.ms.match ?? null, seed: run.settings.seed });
  return (
    <span className={classes.status} title={times ?? undefined}>
      {statusText(m, run, ahead, waiting)}
    </span>
  );
}

function statusText(
  { status: texts }: Messages['captions'],
  { status, ms, captions }: Run,
  ahead: number,
  waiting: 'waiting' | 'undecided' | null,
): string {
  switch (status) {
    case 'queued':
      return waiting ? texts[waiting] : texts.queued({ ahead });
    case 'encoding':
    case 'streaming':
    case 'matching':
      return texts[status];
    case 'done':
      return ms ? texts.done({ seconds: ms.total / 1000 }) : '';
    case 'cancelled':
      return captions.length > 0 ? texts.partial : texts.cancelled;
    case 'failed':
      return '';
  }
}

/** Cancel while there is something to cancel, otherwise once more. */
function RunAction({ run }: { run: Run }) {
  const { common } = useMessages();
  const { getState } = useAppStore();
  const changed = useApp((state) => {
    const { captions: m } = state.language.messages;
    if (!sameRegions(run.masked, currentRegions(state))) return m.maskChanged;
    const differ = settingsDiffer(run.settings, settingsOf(state), state.settings.seedLocked);
    return differ ? m.settingsChanged : null;
  });
  if (!isSettled(run))
    return (
      <Button variant="default" onClick={() => getState().captions.cancel(run.pictureId)}>
        {common.cancel}
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
      {common.captionAgain}
    </Button>
  );
}

const NO_GRID: GridSize = [1, 1];

function RunCaptions({ run }: { run: Run }) {
  const m = useMessages().captions;
  const order = listing(run);
  const fresh = order.filter((index) => index >= 0);
  return (
    <>
      <MaskedNote run={run} />
      {run.error && <RunTrouble run={run} error={run.error} />}
      {isWorking(run) && fresh.length === 0 && <div className={classes.waiting} aria-hidden="true" />}
      {fresh.length > 0 && <CaptionList run={run} label={m.title} order={order} shown={fresh} />}
      <Remarks run={run} />
      <PinnedList run={run} order={order} title={m.pinnedTitle} label={m.pinnedList} typed={false} />
      <PinnedList run={run} order={order} title={m.typedTitle} label={m.typedTitle} typed={true} />
      <History run={run} />
      {run.status !== 'failed' && <AskForm />}
    </>
  );
}

interface PinnedProps {
  run: Run;
  order: readonly number[];
  title: string;
  label: string;
  /** Whether to list the typed sentences or the pinned captions. */
  typed: boolean;
}

function PinnedList({ run, order, title, label, typed }: PinnedProps) {
  const shown = order.filter((index) => index < 0 && run.pinned[-1 - index]?.typed === typed);
  if (shown.length === 0) return null;
  return (
    <>
      <h3 className={classes.pinnedTitle}>{title}</h3>
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

/** A picture that another tab added: that one captions it, unless it was closed before. */
function Uncaptioned({ pictureId }: { pictureId: string }) {
  const { getState } = useAppStore();
  const m = useMessages().captions;
  return (
    <div className={classes.primer}>
      <p>{m.elsewhere}</p>
      <Button variant="default" onClick={() => getState().captions.enqueue(pictureId)}>
        {m.captionHere}
      </Button>
    </div>
  );
}

/** What the words will look like, before there are any. */
function HowToRead() {
  const m = useMessages().captions;
  return (
    <div className={classes.primer}>
      <p>{m.primer}</p>
      <p>{rich(m.primerLines, { b: bold, d: dotted })}</p>
    </div>
  );
}

const bold = (text: string) => <span style={{ textDecorationThickness: 4 }}>{text}</span>;
const dotted = (text: string) => (
  <span style={{ textDecorationThickness: 1.5, textDecorationStyle: 'dotted' }}>{text}</span>
);

/** Announces finished captions to screen readers, politely. */
function Announcer() {
  const text = useApp((state) => {
    const run = currentRun(state);
    const best = run?.captions[ranking(run)[0] ?? -1];
    if (run?.status !== 'done' || !best) return '';
    return state.language.messages.captions.announce({ count: run.captions.length, best: textOf(best) });
  });
  return (
    <div aria-live="polite" className="visually-hidden">
      {text}
    </div>
  );
}
