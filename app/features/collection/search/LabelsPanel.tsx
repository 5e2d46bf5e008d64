import { Button, Progress } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useMessages } from '../../../i18n/use-messages';
import { useApp } from '../../../store/react';
import { browserTools } from '../../models/browser-tools';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import panel from '../filter/filter.module.css';
import { useFocusKept } from '../use-focus-kept';
import { AddLabel, LabelList } from './LabelList';
import { unsortedPaths } from './labels';
import { labelsCsv } from './labels-csv';
import { MissingVectors } from './MissingVectors';
import { SearchError } from './SearchStatus';
import classes from './search.module.css';

/** Sorts the pictures into labels of one's own; each shows its pictures. */
export function LabelsPanel() {
  const store = useCollectionStore();
  const { sorting, labels } = useCollection(({ sorting, labels }) => ({ sorting, labels }));
  const matcher = useApp((state) => state.matcher.loaded);
  const m = useCollectionMessages().search.sorting;
  const section = useFocusKept(sorting.status, labels);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what another matcher has sorted does not hold
  useEffect(() => {
    void store.getState().loadLabels();
  }, [store, matcher]);
  return (
    <section ref={section} tabIndex={-1} aria-label={m.title} className={panel.panel}>
      <h3 className={panel.title}>{m.title}</h3>
      <p className={panel.note}>{m.about}</p>
      <AddLabel />
      <LabelList />
      {sorting.status === 'sorting' ? <Sorting /> : <Run />}
      <Outcome />
      {sorting.error && <SearchError error={sorting.error} />}
      <MissingVectors count={sorting.report?.withoutVector ?? 0} perSecond={sorting.perSecond} />
    </section>
  );
}

function Sorting() {
  const store = useCollectionStore();
  const { done, total } = useCollection((state) => state.sorting);
  const m = useCollectionMessages().search.sorting;
  const { common } = useMessages();
  return (
    <div className={classes.line}>
      <span className={classes.say}>{m.done({ done, total })}</span>
      <Progress
        className={classes.progress}
        value={total > 0 ? (100 * done) / total : 0}
        aria-label={m.progress}
      />
      <Button variant="default" size="compact-md" onClick={() => store.getState().cancelSorting()}>
        {common.cancel}
      </Button>
    </div>
  );
}

/** How many pictures are sorted into these labels, and how many are not. */
function useSorted() {
  const { records, labels, labelled } = useCollection(({ records, labels, labelled }) => ({
    records,
    labels,
    labelled,
  }));
  const rest = useMemo(
    () => unsortedPaths(records, { labels, labelled }).length,
    [records, labels, labelled],
  );
  return { rest, total: records.size, labels, labelled };
}

/** Starts, and afterwards saves what came of it. */
function Run() {
  const store = useCollectionStore();
  const { rest, labels, labelled } = useSorted();
  const name = useCollection(({ summary }) => summary?.name ?? '');
  const m = useCollectionMessages().search.sorting;
  const save = () =>
    browserTools.saveFile(new File([labelsCsv(labelled)], `${name}-labels.csv`, { type: 'text/csv' }));
  return (
    <div className={classes.ways}>
      {rest > 0 && (
        <Button disabled={labels.length === 0} onClick={() => void store.getState().sortIntoLabels()}>
          {m.run({ count: rest })}
        </Button>
      )}
      {labelled.size > 0 && (
        <Button variant={rest > 0 ? 'default' : 'filled'} onClick={save}>
          {m.save}
        </Button>
      )}
    </div>
  );
}

function Outcome() {
  const { status, report } = useCollection((state) => state.sorting);
  const { rest, total, labelled } = useSorted();
  const m = useCollectionMessages().search.sorting;
  if (status === 'sorting') return <p role="status" className={panel.note} />;
  return (
    <p role="status" className={panel.note}>
      {status === 'cancelled' && m.cancelled} {labelled.size > 0 && m.sorted({ done: total - rest, total })}{' '}
      {report !== null && report.failed > 0 && m.failures({ count: report.failed })}
    </p>
  );
}
