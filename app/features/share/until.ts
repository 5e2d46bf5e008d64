import type { App, AppStore } from '../../store/app-state';

/** Resolves once the state is so, at once if it is already. */
export function until(store: AppStore, isSo: (state: App) => boolean): Promise<void> {
  if (isSo(store.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (!isSo(state)) return;
      stop();
      resolve();
    });
  });
}
