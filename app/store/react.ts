import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { App, AppStore } from './app-state';

export const StoreContext = createContext<AppStore | null>(null);

/** The store itself, for reading inside event handlers. @throws outside the provider. */
export function useAppStore(): AppStore {
  const store = use(StoreContext);
  if (!store) throw new Error('The store is missing: render inside StoreContext.');
  return store;
}

/** A part of the state; the component renders again when it changes, compared one level deep. */
export function useApp<T>(select: (state: App) => T): T {
  return useStore(useAppStore(), useShallow(select));
}
