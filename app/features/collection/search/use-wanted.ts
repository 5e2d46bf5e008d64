import { useEffect } from 'react';
import { useApp, useAppStore } from '../../../store/react';
import { useCollectionStore } from '../context';

/** Finds what is asked for elsewhere on the page. Words are for the search field, which takes the focus. */
export function useWanted(): void {
  const app = useAppStore();
  const store = useCollectionStore();
  const wanted = useApp(({ collection }) => collection.wanted);
  useEffect(() => {
    if (!wanted) return;
    store.getState().show({ mode: 'grid' });
    if (wanted.kind === 'words') return;
    void store.getState().searchFor({ kind: 'path', path: wanted.path });
    app.getState().collection.find(null);
  }, [app, store, wanted]);
}
