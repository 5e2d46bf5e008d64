import { type FocusEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { useCollection, useCollectionStore } from '../context';

/** Keeps the order of hits while the pointer moves in the grid or the keyboard is there. Returns what its element needs for that. */
export function useCalm(records: readonly PictureRecord[]) {
  const store = useCollectionStore();
  const inside = useRef({ pointer: false, focus: false });
  const element = useRef<HTMLElement | null>(null);

  function tell(changes: Partial<{ pointer: boolean; focus: boolean }>): void {
    Object.assign(inside.current, changes);
    const { pointer, focus } = inside.current;
    if (store.getState().held !== (pointer || focus)) store.getState().hold(pointer || focus);
  }

  // Browsers do not say that the focus is lost where the tile that had it is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: tiles come and go with the records
  useEffect(() => {
    if (!inside.current.focus || element.current?.contains(document.activeElement)) return;
    tell({ focus: false });
  }, [records]);
  useEffect(() => () => store.getState().hold(false), [store]);
  useFirstInFocus(records);

  return {
    // A pointer that rests there while a person types is not at a picture.
    onPointerMove: ({ movementX, movementY }: PointerEvent) => {
      if (movementX !== 0 || movementY !== 0) tell({ pointer: true });
    },
    onPointerLeave: () => tell({ pointer: false }),
    onFocus({ currentTarget }: FocusEvent<HTMLElement>) {
      element.current = currentTarget;
      tell({ focus: true });
    },
    onBlur({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) {
      tell({ focus: currentTarget.contains(relatedTarget) });
    },
  };
}

/** Where the picture that the keyboard was at is not among the hits, it goes on at the first one. */
function useFirstInFocus(records: readonly PictureRecord[]): void {
  const store = useCollectionStore();
  const { returning, focused } = useCollection(({ returning, focused }) => ({ returning, focused }));
  const isWaiting = useCollection(({ search }) => search?.status === 'searching' && search.result === null);
  useEffect(() => {
    const [first] = records;
    if (!returning || isWaiting || !first) return;
    if (!records.some(({ path }) => path === focused)) store.getState().focus(first.path);
  }, [store, returning, focused, isWaiting, records]);
}
