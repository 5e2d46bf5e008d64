/** How fast this device is in each dtype: measured while a model is looked at, and remembered. */
import type { Backend, MatmulTimes } from '../../../../core/protocol';
import type { App, AppStore } from '../../../store/app-state';
import type { WorkerClient } from '../../../worker-client/client';
import { isIdle, runWhile } from '../../pwa/run-when-idle';
import { chosenBackend } from '../active/model.slice';
import { type TrialTools, withEngine } from './backend-trial';
import { measuredHere } from './device-profile';

export interface SpeedTools extends Pick<TrialTools, 'startEngine'> {
  /** The engine that captions. */
  client: WorkerClient;
}

/**
 * While a model is looked at, and nothing else is going on, has the engine time its linear layers in each dtype; where
 * the backend is chosen automatically, a second engine does so on the other one. Gives way as soon as there is
 * something to do. What goes wrong leaves everything as it is.
 */
export function measureSpeeds(store: AppStore, tools: SpeedTools): void {
  runWhile(store, isRipe, () => {
    const abort = new AbortController();
    void measure(store, tools, abort.signal);
    return () => {
      abort.abort();
      if (store.getState().speedTrial === 'running') store.setState({ speedTrial: 'idle' });
    };
  });
}

function isRipe(app: App): boolean {
  const { speedTrial, modelsOpen, review, jobs } = app;
  if (!modelsOpen || !review?.info || speedTrial === 'failed') return false;
  if (!isIdle(app) || jobs.some(({ status }) => status === 'running')) return false;
  return speedTrial !== 'idle' || !isMeasured(app);
}

function isMeasured(app: App): boolean {
  const measured = measuredHere(app);
  return measured !== null && backendsToTime(app).every((backend) => backend in measured.backends);
}

/**
 * The one that runs, first. The other one too where the choice is automatic, unless there is no GPU to choose, or the
 * CPU's runtime would have to be fetched.
 */
function backendsToTime(app: App): Backend[] {
  const { model, keptOffline } = app;
  if (!model) return [];
  if (chosenBackend(app) !== 'auto') return [model.backend];
  if (model.backend === 'webgpu') return keptOffline?.cpu === 'kept' ? ['webgpu', 'wasm'] : ['webgpu'];
  return model.fallbackReason === null || model.slowGpu ? ['wasm', 'webgpu'] : ['wasm'];
}

async function measure(store: AppStore, tools: SpeedTools, signal: AbortSignal): Promise<void> {
  const { model } = store.getState();
  if (!model) return;
  const timed = backendsToTime(store.getState());
  store.setState({ speedTrial: 'running' });
  try {
    const backends: Partial<Record<Backend, MatmulTimes | null>> = {};
    for (const backend of timed) backends[backend] = await timeOn(backend, model.backend, tools, signal);
    if (signal.aborted) return;
    const device = model.slowGpu ?? model.device;
    store.getState().rememberSpeeds({ device, runtime: RUNTIME_VERSION, backends });
  } catch {
    // Without it the proposals are as they were, which is nothing to be told of.
    if (!signal.aborted) store.setState({ speedTrial: 'failed' });
  }
}

function timeOn(
  backend: Backend,
  running: Backend,
  tools: SpeedTools,
  signal: AbortSignal,
): Promise<MatmulTimes | null> {
  const time = (client: WorkerClient) => client.request('timeMatmuls', { backend }, { signal });
  return backend === running ? time(tools.client) : withEngine(tools, signal, time);
}
