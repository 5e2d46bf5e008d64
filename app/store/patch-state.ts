import type { App, AppStore } from './app-state';

/** Changes of several slices. */
export type StatePatch = { [K in keyof App]?: Partial<App[K]> };

/** Changes parts of several slices in one step: for restoring what was stored, and for tests. */
export function patchState(store: AppStore, patch: StatePatch): void {
  store.setState((app) => ({ ...app, ...mergeSlices(app, patch) }));
}

function mergeSlices(app: App, patch: StatePatch): Partial<App> {
  const names = Object.keys(patch) as (keyof App)[];
  return Object.fromEntries(names.map((name) => [name, { ...app[name], ...patch[name] }]));
}
