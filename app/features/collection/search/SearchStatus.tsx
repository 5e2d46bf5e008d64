import { Button, Progress } from '@mantine/core';
import type { WireError } from '../../../../core/protocol';
import type { CollectionMessages } from '../../../i18n/collection/messages';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { MissingVectors } from './MissingVectors';
import { isOutOfDate, type Search } from './search';
import classes from './search.module.css';

/** How far a search is, what it has found, and what can be done about it. */
export function SearchStatus() {
  const search = useCollection((state) => state.search);
  const m = useCollectionMessages().search;
  if (!search) return null;
  const { status, result, perSecond, error } = search;
  return (
    <div className={classes.status}>
      <div className={classes.line}>
        <p role="status" className={classes.say}>
          {status === 'searching' ? '' : sentenceOf(m, search)}
        </p>
        {status === 'searching' ? <Searching search={search} /> : <Ways search={search} />}
        <Held />
      </div>
      {error && <SearchError error={error} />}
      <MissingVectors count={result?.withoutVector ?? 0} perSecond={perSecond} />
    </div>
  );
}

/** What came of a search. */
function sentenceOf(m: CollectionMessages['search'], { query, status, result }: Search): string {
  if (!result || result.withoutVector === result.total) return '';
  const { fitting, checked, toCheck, total } = result;
  if (query.kind === 'path') return m.foundLike({ name: query.path });
  if (query.kind === 'file')
    return m.foundLike({ name: query.file instanceof File ? query.file.name : m.aPicture });
  const found = fitting === null ? '' : m.found({ count: fitting, total, text: query.text });
  return status === 'cancelled' ? `${m.cancelled({ done: checked, total: toCheck })} ${found}` : found;
}

function Searching({ search: { result } }: { search: Search }) {
  const store = useCollectionStore();
  const m = useCollectionMessages().search;
  const { common } = useMessages();
  const isChecking = result !== null && result.toCheck > 0;
  return (
    <>
      <span className={classes.say}>
        {isChecking
          ? m.checking({ done: result.checked, total: result.toCheck, count: result.fitting ?? 0 })
          : m.searching}
      </span>
      {isChecking && (
        <Progress
          className={classes.progress}
          value={(100 * result.checked) / result.toCheck}
          aria-label={m.progress}
        />
      )}
      <Button variant="default" size="compact-md" onClick={() => store.getState().cancelSearch()}>
        {common.cancel}
      </Button>
    </>
  );
}

/** What can be done after a search. */
function Ways({ search: { status, all, result } }: { search: Search }) {
  const store = useCollectionStore();
  const m = useCollectionMessages().search;
  return (
    <>
      {status !== 'done' && (
        <Button variant="default" size="compact-md" onClick={() => store.getState().searchAgain()}>
          {m.goOn}
        </Button>
      )}
      {all && result?.fitting != null && (
        <Button
          variant="default"
          size="compact-md"
          onClick={() => store.getState().showSearch({ all: false })}
        >
          {m.showLess}
        </Button>
      )}
    </>
  );
}

/** Why the order of the pictures is not yet that of the search. */
function Held() {
  const held = useCollection((state) => state.held && state.search !== null && isOutOfDate(state.search));
  const m = useCollectionMessages().search;
  return held && <p className={classes.say}>{m.heldOrder}</p>;
}

/** Why there are no hits or labels, and the way to a model that makes them. */
export function SearchError({ error }: { error: WireError }) {
  const { getState } = useAppStore();
  const messages = useMessages();
  const hasModel = useApp(({ model }) => model.loaded !== null);
  const m = useCollectionMessages().search;
  const lacksMatcher = error.code === 'no-contrast' || error.code === 'model-missing';
  return (
    <div role="alert" className={classes.line}>
      <span className={classes.alarm}>
        {error.code === 'model-missing' && hasModel ? m.noMatcher : errorText(messages, error)}
      </span>
      {lacksMatcher && (
        <Button size="compact-md" onClick={() => getState().library.openDialog()}>
          {m.chooseModel}
        </Button>
      )}
    </div>
  );
}
