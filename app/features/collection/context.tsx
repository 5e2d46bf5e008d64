import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { FilterSettings } from '../../../core/collection';
import type { createDuplicateFinder } from '../../../dataset';
import type { CollectionMessages } from '../../i18n/collection/messages';
import { useApp } from '../../store/react';
import type { ThumbnailCache } from './grid/thumbnail-cache';
import type { CollectionApp, CollectionStore } from './store/collection-store';
import type { Judge } from './store/visible';

interface Shared {
  store: CollectionStore;
  thumbnails: ThumbnailCache;
  judge: Judge;
  findDuplicates: ReturnType<typeof createDuplicateFinder>;
  messages: CollectionMessages;
}

export const CollectionContext = createContext<Shared | null>(null);

/** @throws outside the provider. */
function useShared(): Shared {
  const shared = use(CollectionContext);
  if (!shared) throw new Error('The collection is missing: render inside CollectionContext.');
  return shared;
}

/** The store itself, for reading inside event handlers. */
export function useCollectionStore(): CollectionStore {
  return useShared().store;
}

/** A part of the collection's state, compared one level deep. */
export function useCollection<T>(select: (state: CollectionApp) => T): T {
  return useStore(useShared().store, useShallow(select));
}

export function useThumbnails(): ThumbnailCache {
  return useShared().thumbnails;
}

export function useCollectionMessages(): CollectionMessages {
  return useShared().messages;
}

export function useDuplicateFinder(): Shared['findDuplicates'] {
  return useShared().findDuplicates;
}

/** How pictures are judged by the filter that is set. */
export function useJudge(): { judge: Judge; filter: FilterSettings } {
  const filter = useApp((state) => state.collection.filter);
  return { judge: useShared().judge, filter };
}
