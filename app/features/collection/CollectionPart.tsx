import { Button } from '@mantine/core';
import { IconLayoutGrid } from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { LazyPart } from '../../parts/LazyPart';
import { useApp, useAppStore } from '../../store/react';
import classes from './part.module.css';
import { Found } from './search/Found';

/** The open collection: loaded with the first one, and kept while one of its pictures is on the stage. */
export function CollectionPart() {
  const m = useMessages().collection;
  const open = useApp((state) => state.collection.source !== null);
  if (!open) return null;
  return <RetriedPart name={m.title} load={() => import('./CollectionView')} />;
}

/** Folders to go on with, where there may be some. */
export function RecentPart() {
  const m = useMessages().collection;
  const known = useApp((state) => state.collection.known);
  if (!known) return null;
  return <RetriedPart name={m.recent.title} load={() => import('./recent/RecentCollections')} />;
}

/** The way from the stage back to the grid, while a collection is open. */
export function BackToGrid() {
  const { getState } = useAppStore();
  const messages = useMessages();
  const m = messages.collection;
  const error = useApp((state) => state.collection.visitError);
  const source = useApp(({ collection }) => (collection.view === 'stage' ? collection.source : null));
  const place = useApp(({ collection: { visited } }) =>
    visited ? { at: visited.order.indexOf(visited.path) + 1, of: visited.order.length } : null,
  );
  if (!source) return null;
  return (
    <div className={classes.back}>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconLayoutGrid size={16} aria-hidden="true" />}
        onClick={() => getState().collection.showGrid()}
      >
        {m.back({ name: source.name })}
      </Button>
      {place && <span>{m.place(place)}</span>}
      <Found />
      {error && <span role="alert">{errorText(messages, error)}</span>}
    </div>
  );
}

interface RetriedProps {
  name: string;
  load: () => Promise<{ default: ComponentType }>;
}

/** A part that can be asked for once more where it did not load. */
function RetriedPart({ name, load }: RetriedProps) {
  const [attempt, setAttempt] = useState(1);
  return (
    <LazyPart key={attempt} name={name} load={load} onRetry={attempt === 1 ? () => setAttempt(2) : null} />
  );
}
