import { ActionIcon, Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconChevronLeft, IconChevronRight, IconLayoutGrid } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Decision, PictureRecord } from '../../../../core/collection';
import { useMessages } from '../../../i18n/use-messages';
import { useCollection, useCollectionMessages, useCollectionStore, useJudge } from '../context';
import { Keys } from './Keys';
import { LargePicture } from './LargePicture';
import { countLeft, nextPlace, reviewQueue } from './queue';
import classes from './review.module.css';
import { TextChoice } from './TextChoice';
import { useReviewKeys } from './use-review-keys';

/** One picture after the other, the most doubtful first. */
export function Review({ records }: { records: readonly PictureRecord[] }) {
  const queue = useQueue(records);
  const all = useCollection((state) => state.records);
  const [place, setPlace] = useState(0);
  // Decided already, or after everything was looked at, from the beginning.
  const [again, setAgain] = useState(() => countLeft(queue, all) === 0);
  const record = all.get(queue[place] ?? '');
  if (!record) {
    const left = countLeft(queue, all);
    const begin = () => {
      setAgain(left === 0);
      setPlace(left > 0 ? nextPlace(queue, all, -1) : 0);
    };
    return <Finished empty={queue.length === 0} left={left} onBegin={begin} />;
  }
  return <Card key={record.path} {...{ record, queue, place, again, setPlace }} />;
}

/** Of the pictures that were shown when the review began: decisions do not move the others. */
function useQueue(records: readonly PictureRecord[]): readonly string[] {
  const { judge, filter } = useJudge();
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  return useMemo(() => reviewQueue(records, filter, judge), []);
}

interface CardProps {
  record: PictureRecord;
  queue: readonly string[];
  place: number;
  /** All were decided when they came up: every one is shown. */
  again: boolean;
  setPlace: (place: number) => void;
}

function Card({ record, queue, place, again, setPlace }: CardProps) {
  const store = useCollectionStore();
  const m = useCollectionMessages().review;
  const region = useRef<HTMLElement>(null);
  const [typing, setTyping] = useState(false);

  function decide(decision: Decision): void {
    void store.getState().decide([{ path: record.path, decision }]);
    setPlace(nextPlace(queue, store.getState().records, place, again));
  }

  function undo(): void {
    const undone = store.getState().undo();
    const back = queue.findIndex((path) => undone.includes(path));
    if (back !== -1) setPlace(back);
  }

  const step = (by: number) => setPlace(Math.min(queue.length - 1, Math.max(0, place + by)));
  useReviewKeys(region, { record, decide, undo, step, edit: () => setTyping(true) });
  useEffect(() => region.current?.focus({ preventScroll: true }), []);

  return (
    <section ref={region} tabIndex={-1} aria-label={m.region} className={classes.review}>
      <div className={classes.picture}>
        <LargePicture path={record.path} />
      </div>
      <div className={classes.side}>
        <Where queue={queue} place={place} onUndo={undo} onStep={step} />
        <TextChoice record={record} typing={typing} setTyping={setTyping} onDecide={decide} />
        <Keys />
      </div>
    </section>
  );
}

interface WhereProps {
  queue: readonly string[];
  place: number;
  onUndo: () => void;
  onStep: (by: number) => void;
}

/** How many are left, the pictures before and after, and the ways back. */
function Where({ queue, place, onUndo, onStep }: WhereProps) {
  const store = useCollectionStore();
  const m = useCollectionMessages().review;
  const { common } = useMessages();
  const left = useCollection(({ records }) => countLeft(queue, records));
  const canUndo = useCollection(({ undoSteps }) => undoSteps.length > 0);
  return (
    <div className={classes.where}>
      <span role="status" className={classes.left}>
        {m.left({ count: left, at: place + 1, of: queue.length })}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={m.previous}
        disabled={place === 0}
        onClick={() => onStep(-1)}
      >
        <IconChevronLeft size={18} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={m.next}
        disabled={place === queue.length - 1}
        onClick={() => onStep(1)}
      >
        <IconChevronRight size={18} />
      </ActionIcon>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        disabled={!canUndo}
        leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
        onClick={onUndo}
      >
        {common.undo}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        leftSection={<IconLayoutGrid size={16} aria-hidden="true" />}
        onClick={() => store.getState().show({ mode: 'grid' })}
      >
        {m.grid}
      </Button>
    </div>
  );
}

interface FinishedProps {
  empty: boolean;
  /** Pictures that were passed over, or whose decision could not be stored. */
  left: number;
  onBegin: () => void;
}

/** Nothing was doubtful, or everything was looked at. */
function Finished({ empty, left, onBegin }: FinishedProps) {
  const store = useCollectionStore();
  const m = useCollectionMessages().review;
  const captioned = useCollection(({ records }) => [...records.values()].some(({ done }) => done));
  const leave = () => store.getState().show({ mode: 'grid' });
  useHotkeys([['Escape', leave]]);
  return (
    <div className={classes.finished} role="status">
      <p>{empty ? (captioned ? m.nothing : m.notCaptioned) : m.finished({ left })}</p>
      <div className={classes.ways}>
        <Button autoFocus onClick={leave}>
          {m.grid}
        </Button>
        {!empty && (
          <Button variant="default" onClick={onBegin}>
            {left > 0 ? m.undecided : m.again}
          </Button>
        )}
      </div>
    </div>
  );
}
