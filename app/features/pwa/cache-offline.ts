import type { CacheOfflineRequest, EngineKind, OfflineKind } from '../../../core/protocol';
import type { AppStore } from '../../store/app-state';
import type { WorkerClient } from '../../worker-client/client';
import { sourceOf } from '../models/active/choice';
import { isIdle, runWhenIdle } from './run-when-idle';

export interface CacheTools {
  client: WorkerClient<EngineKind | OfflineKind>;
  /** The folder of the demo model's bundles. */
  modelUrl: string;
  /** The person asked the browser to fetch no more than is needed. */
  savesData: () => boolean;
}

/**
 * Once a model is ready and the app is idle, caches what is missing for work without a network, and records what is
 * cached. Stops as soon as there is something else to do, and starts again after it.
 */
export function cacheOffline(store: AppStore, tools: CacheTools): void {
  let stop = () => {};
  const follow = () => {
    stop();
    if (isIdle(store.getState())) stop = runWhenIdle((signal) => cache(store, tools, signal));
  };
  store.subscribe((now, before) => {
    // The record is about the model before.
    if (now.model.loaded !== before.model.loaded) now.device.setOfflineCache(null);
    const changed = isIdle(now) !== isIdle(before) || now.model.loaded !== before.model.loaded;
    if (changed || now.device.online !== before.device.online) follow();
  });
  follow();
}

async function cache(
  store: AppStore,
  { client, modelUrl, savesData }: CacheTools,
  signal: AbortSignal,
): Promise<void> {
  const { choice, loaded: model } = store.getState().model;
  const { online } = store.getState().device;
  if (!model) return;
  const request: CacheOfflineRequest = {
    demoUrl: modelUrl,
    running: { source: sourceOf(choice, modelUrl), backend: model.backend },
    fetch: online && !savesData(),
  };
  // A cancelled or failed attempt changes nothing; the next idle moment tries again.
  const cached = await client.request('cacheOffline', request, { signal }).catch(() => null);
  if (cached && !signal.aborted) store.getState().device.setOfflineCache(cached);
}
