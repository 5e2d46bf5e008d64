import { Button } from '@mantine/core';
import { IconPhotoSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import part from '../part.module.css';
import { showWhy } from './why';

/** Of the folder's picture on the stage: why it was found, and others like it. */
export function Found() {
  const app = useAppStore();
  const visited = useApp((state) => state.collection.visited);
  const ready = useApp(({ model, matcher }) => model.status === 'ready' && matcher.status !== 'loading');
  const m = useMessages().collection;
  useEffect(() => {
    if (visited?.foundBy && ready) return showWhy(app, visited.foundBy);
  }, [app, visited, ready]);
  if (!visited) return null;
  const { path, foundBy } = visited;
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconPhotoSearch size={16} aria-hidden="true" />}
        onClick={() => app.getState().collection.find({ kind: 'like', path })}
      >
        {m.like}
      </Button>
      {foundBy && <span className={part.found}>{m.foundBy({ text: foundBy })}</span>}
    </>
  );
}
