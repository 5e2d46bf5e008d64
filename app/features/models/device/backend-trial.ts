/** Which is faster here, the GPU or the processor: both caption a picture, once nothing else is going on. */
import type { Backend, LoadedModel } from '../../../../core/protocol';
import type { App, AppStore } from '../../../store/app-state';
import type { WorkerClient } from '../../../worker-client/client';
import type { Picture } from '../../pictures/pictures.slice';
import { isIdle, runWhenIdle, runWhile } from '../../pwa/run-when-idle';
import { DEMO, sameChoice } from '../active/choice';
import { chosenBackend } from '../active/model.slice';
import { type MeasuredPace, paceOn, slowGpus, withPace } from './backend-throughput';

/** An engine beside the one that captions: a trial that goes wrong costs that one nothing. */
export interface TrialEngine {
  client: WorkerClient;
  /** Ends it, whatever it does. */
  stop(): void;
}

export interface TrialTools {
  startEngine: () => TrialEngine;
  /** The folder of the demo model's bundles. */
  modelUrl: string;
}

/** One that is disturbed so often is put off until the next visit. */
const MOST_ATTEMPTS = 3;

/**
 * After the first captions, once nothing is going on and all that it takes is on this device, has both backends
 * caption a picture and remembers how long each took. Gives way as soon as there is something to do.
 */
export function measurePace(store: AppStore, tools: TrialTools): void {
  let disturbed = 0;
  const attempt = async (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      disturbed += 1;
    });
    await measure(store, tools, signal);
  };
  const ripe = (app: App) => disturbed < MOST_ATTEMPTS && isRipe(app);
  runWhile(store, ripe, () => runWhenIdle(attempt));
}

/**
 * Nothing is fetched for a trial: it waits until the app is kept for work without a network. What is measured for a
 * model under review goes first.
 */
function isRipe(app: App): boolean {
  const { model, activeCaptioner, keptOffline, paces, review } = app;
  const ours = chosenBackend(app) === 'auto' && sameChoice(activeCaptioner, DEMO);
  const kept = keptOffline?.running === 'kept' && keptOffline.cpu === 'kept';
  if (!ours || !kept || model?.backend !== 'webgpu' || !isIdle(app) || review) return false;
  return paceOn(paces, model.device) === null && captioned(app) !== undefined;
}

/** The picture to caption: one whose captions somebody waited for. */
function captioned({ pictures, runs }: App): Picture | undefined {
  return pictures.findLast(({ id }) => runs[id]?.status === 'done');
}

async function measure(store: AppStore, tools: TrialTools, signal: AbortSignal): Promise<void> {
  const picture = captioned(store.getState());
  if (!picture) return;
  try {
    const pace = await withEngine(tools, signal, (client) => paceOf({ ...tools, client, picture, signal }));
    if (pace && !signal.aborted) remember(store, pace);
  } catch {
    // A trial that was stopped, or went wrong, says nothing: what runs goes on as it does.
  }
}

/** A job of an engine of its own, which ends with it. */
export async function withEngine<T>(
  { startEngine }: Pick<TrialTools, 'startEngine'>,
  signal: AbortSignal,
  job: (client: WorkerClient) => Promise<T>,
): Promise<T> {
  const engine = startEngine();
  signal.addEventListener('abort', engine.stop);
  try {
    return await job(engine.client);
  } finally {
    engine.stop();
  }
}

function remember({ getState, setState }: AppStore, pace: MeasuredPace): void {
  const paces = withPace(getState().paces, pace);
  setState({ paces });
  if (slowGpus(paces).includes(pace.gpu)) void getState().loadModel();
}

interface Trial {
  client: WorkerClient;
  modelUrl: string;
  picture: Picture;
  signal: AbortSignal;
}

/** Null where the GPU could not be used after all. */
async function paceOf(trial: Trial): Promise<MeasuredPace | null> {
  const wasm = await timed(trial, 'wasm');
  const webgpu = await timed(trial, 'webgpu');
  if (webgpu.model.backend !== 'webgpu') return null;
  const seconds = { wasm: wasm.seconds, webgpu: webgpu.seconds };
  return { gpu: webgpu.model.device, runtime: RUNTIME_VERSION, seconds };
}

/** The first captions warm up and are not counted. */
async function timed(
  { client, modelUrl, picture, signal }: Trial,
  backend: Backend,
): Promise<{ model: LoadedModel; seconds: number }> {
  const source = { kind: 'url', url: modelUrl } as const;
  const model = await client.request('load', { source, backend }, { signal });
  const settings = { ...model.defaults, method: 'nucleus', seed: 1 } as const;
  const request = { runId: 'trial', image: picture.blob, hidden: [], settings };
  await client.request('caption', request, { signal });
  const { encode, decode } = (await client.request('caption', request, { signal })).ms;
  return { model, seconds: (encode + decode) / 1000 };
}
