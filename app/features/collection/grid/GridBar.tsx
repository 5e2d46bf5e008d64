import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import {
  IconArrowBackUp,
  IconDownload,
  IconEdit,
  IconFilter,
  IconListCheck,
  IconSearch,
} from '@tabler/icons-react';
import { useMessages } from '../../../i18n/use-messages';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { Duplicates } from '../search/Duplicates';
import { isUnderWay } from '../store/run';
import { SHOWN, type Shown, SORTS, type Sort } from '../store/view';
import classes from './grid.module.css';
import { useCounts } from './use-visible';

/** Chooses which pictures are shown, and in which order. */
export function GridBar({ count }: { count: number }) {
  const store = useCollectionStore();
  const { shown, query } = useCollection(({ shown, query }) => ({ shown, query }));
  const searching = useCollection(({ search }) => search?.status === 'searching');
  const counts = useCounts();
  const m = useCollectionMessages().grid;
  const show = store.getState().show;
  return (
    <div className={classes.bar}>
      <NativeSelect
        aria-label={m.shown}
        value={shown}
        data={SHOWN.map((value) => ({ value, label: m.kinds[value]({ count: counts[value] }) }))}
        onChange={({ currentTarget: { value } }) => show({ shown: value as Shown })}
      />
      <SortSelect />
      <TextInput
        className={classes.query}
        aria-label={m.find}
        placeholder={m.findHint}
        value={query}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        rightSection={
          query && <CloseButton size="sm" aria-label={m.clear} onClick={() => show({ query: '' })} />
        }
        onChange={({ currentTarget: { value } }) => show({ query: value })}
      />
      <Button
        variant="default"
        leftSection={<IconListCheck size={18} aria-hidden="true" />}
        disabled={count === 0}
        onClick={() => show({ mode: 'review' })}
      >
        {m.review}
      </Button>
      <Tools count={count} />
      <Selection />
      <span role="status" className="visually-hidden">
        {searching ? '' : m.count({ count })}
      </span>
    </div>
  );
}

/** What a search has found has an order of its own. */
function SortSelect() {
  const store = useCollectionStore();
  const { search, sort } = useCollection(({ search, sort }) => ({
    search: search !== null,
    sort: search ? search.sort : sort,
  }));
  const messages = useCollectionMessages();
  const m = messages.grid;
  const sorts = SORTS.map((value) => ({ value: value as string, label: m.sorts[value] }));
  return (
    <NativeSelect
      aria-label={m.sort}
      value={sort ?? BY_HIT}
      data={search ? [{ value: BY_HIT, label: messages.search.bestHit }, ...sorts] : sorts}
      onChange={({ currentTarget: { value } }) => {
        const chosen = value === BY_HIT ? null : (value as Sort);
        if (search) store.getState().showSearch({ sort: chosen });
        else if (chosen) store.getState().show({ sort: chosen });
      }}
    />
  );
}

const BY_HIT = 'hit';

/** How many pictures are selected, and what can be done with them alone. */
function Selection() {
  const store = useCollectionStore();
  const { selected, records, phase, shown } = useCollection(({ selected, records, phase, shown }) => ({
    selected,
    records,
    phase,
    shown,
  }));
  const m = useCollectionMessages().grid;
  const { select, start } = store.getState();
  if (selected.size === 0) return shown === 'duplicates' ? <Duplicates /> : null;
  return (
    <div className={classes.selection}>
      <span role="status">{m.selected({ count: selected.size })}</span>
      <Button
        variant="default"
        size="compact-md"
        disabled={isUnderWay(phase)}
        onClick={() => void start([...selected])}
      >
        {m.captionAgain}
      </Button>
      <Button variant="subtle" color="gray" size="compact-md" onClick={() => select(records.keys())}>
        {m.selectAll}
      </Button>
      <Button variant="subtle" color="gray" size="compact-md" onClick={() => select([])}>
        {m.selectNone}
      </Button>
    </div>
  );
}

/** What is done with the pictures that are shown. */
function Tools({ count }: { count: number }) {
  const store = useCollectionStore();
  const panel = useCollection((state) => state.panel);
  const canUndo = useCollection(({ undoSteps }) => undoSteps.length > 0);
  const m = useCollectionMessages().grid;
  const { common } = useMessages();
  const show = store.getState().show;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFilter size={18} aria-hidden="true" />}
        aria-pressed={panel === 'filter'}
        onClick={() => show({ panel: panel === 'filter' ? null : 'filter' })}
      >
        {m.filter}
      </Button>
      <Button
        variant="default"
        leftSection={<IconEdit size={18} aria-hidden="true" />}
        disabled={count === 0}
        onClick={() => show({ panel: 'bulk' })}
      >
        {m.bulk}
      </Button>
      {canUndo && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={18} aria-hidden="true" />}
          onClick={() => store.getState().undo()}
        >
          {common.undo}
        </Button>
      )}
      <Button
        leftSection={<IconDownload size={18} aria-hidden="true" />}
        disabled={count === 0}
        onClick={() => show({ panel: 'export' })}
      >
        {m.export}
      </Button>
    </>
  );
}
