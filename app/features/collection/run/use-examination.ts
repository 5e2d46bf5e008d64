import { useEffect } from 'react';
import { useApp, useAppStore } from '../../../store/react';
import { useCollection, useCollectionStore } from '../context';

/** Pictures of a collection that tell what it is of. */
const LOOKED_AT = 5;

/** Finds out, before a run with the demo model, whether the pictures that it would caption are photographs. */
export function useExamination(): void {
  const { getState } = useAppStore();
  const store = useCollectionStore();
  const id = useCollection(({ summary }) => summary?.id);
  const wanted = useApp(
    ({ model, photographs }) => model.choice.kind === 'demo' && photographs.choice !== 'go-on',
  );
  useEffect(() => {
    if (id === undefined || !wanted) return;
    const { photographs, collection, library } = getState();
    const all = [...store.getState().records.values()];
    const unfinished = all.filter(({ done }) => !done);
    const paths = spread(unfinished.length > 0 ? unfinished : all);
    const { collections } = collection.clients;
    const file = (path: string) => collections.request('pictureFile', { collection: id, path });
    void photographs.examine(id, () => Promise.all(paths.map(file)));
    if (!library.contents) void library.refresh();
  }, [getState, store, id, wanted]);
}

/** A few paths from beginning to end. */
function spread(records: readonly { path: string }[]): string[] {
  const step = Math.max(1, records.length / LOOKED_AT);
  const places = Array.from({ length: Math.min(LOOKED_AT, records.length) }, (_, at) =>
    Math.floor(at * step),
  );
  return places.flatMap((at) => records[at]?.path ?? []);
}
