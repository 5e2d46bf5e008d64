import './styles';
import { createRoot } from 'react-dom/client';
import type { CollectionKind, EngineKind, LibraryKind, OfflineKind, RunKind } from '../core/protocol';
import { restrictCode } from '../core/trusted-types';
import { App } from './App';
import { prefetchPictures } from './features/captions/prefetch';
import type { BackendChoice } from './features/models/active/model.slice';
import { browserTools } from './features/models/browser-tools';
import { type BenchmarkEngine, benchmarkDevice } from './features/models/device/run-benchmark';
import { followPhotographs } from './features/photographs/follow-photographs';
import { cacheOffline } from './features/pwa/cache-offline';
import { reopenIsolated } from './features/pwa/isolate';
import { followTabs } from './features/pwa/tabs';
import { usePwa } from './features/pwa/use-pwa';
import { followViews } from './features/share/follow-views';
import { followLanguage } from './i18n/follow-language';
import type { AppStore } from './store/app-state';
import { openDatabase } from './store/database';
import { persist } from './store/persistence';
import { createAppStore } from './store/store';
import { openTabChannel } from './store/tab-channel';
import { watchStorage } from './store/watch-storage';
import { createWorkerClient } from './worker-client/client';
import { picturesPerWorker } from './worker-client/renewal';
import { createCaptionWorker, createCollectionWorker, createConvertWorker } from './worker-client/worker';

restrictCode(globalThis);

const client = createWorkerClient<EngineKind | OfflineKind | RunKind>(
  createCaptionWorker,
  'The captioning engine',
  picturesPerWorker(),
);
const modelUrl = new URL('models/demo/', document.baseURI).href;
const store = createAppStore(
  {
    client,
    library: createWorkerClient<LibraryKind>(createConvertWorker, 'The model library'),
    collections: createWorkerClient<CollectionKind>(createCollectionWorker, 'The reader of folders'),
  },
  { modelUrl },
);

function Root() {
  return <App store={store} pwa={usePwa()} />;
}

function followNetwork({ getState }: AppStore): void {
  const tell = () => getState().device.setOnline(navigator.onLine);
  tell();
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
}

function checkStorage(): void {
  void watchStorage(store);
}

/** Pictures tell by themselves when they are stored, models do not. */
function followStorage(store: AppStore): void {
  checkStorage();
  store.subscribe((now, before) => {
    if (now.library.contents !== before.library.contents) checkStorage();
  });
}

/** `?backend=wasm` or `webgpu` in the address overrules the setting. */
function backendInAddress(): BackendChoice | null {
  const wish = new URLSearchParams(location.search).get('backend');
  return wish === 'wasm' || wish === 'webgpu' || wish === 'auto' ? wish : null;
}

/** A second caption worker, for one measurement. */
function startBenchmarkEngine(): BenchmarkEngine {
  const worker = createCaptionWorker();
  return { client: createWorkerClient(() => worker, 'The measurement'), stop: () => worker.terminate() };
}

/** Whether the person has written something for the picture on the stage that is not entered yet. */
function isTyping(): boolean {
  const fields = document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(
    'textarea, input[type=text]:focus',
  );
  return [...fields].some(({ value }) => value !== '');
}

async function persistState(): Promise<void> {
  const persistence = await persist(store, {
    open: openDatabase,
    channel: openTabChannel(),
    stored: checkStorage,
    isTyping,
  });
  document.addEventListener('focusout', () => void persistence.typed());
  window.addEventListener('pagehide', () => persistence.leave());
  window.addEventListener('pageshow', ({ persisted }) => persisted && void persistence.comeBack());
}

async function start(): Promise<void> {
  followNetwork(store);
  if ('locks' in navigator) followTabs(navigator.locks, store.getState().device.setOtherTab);
  await persistState();
  store.getState().model.overrideBackend(backendInAddress());
  followStorage(store);
  prefetchPictures(store, client);
  followPhotographs(store);
  followViews(store);
  cacheOffline(store, { client, modelUrl, savesData: () => browserTools.connection().savesData });
  benchmarkDevice(store, { startEngine: startBenchmarkEngine, client, modelUrl });
  await store.getState().model.load();
}

/** In the right language from the first paint on. */
async function show(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element #root.');
  await followLanguage(store);
  createRoot(root).render(<Root />);
}

void show();
reopenIsolated(() => store.getState().device.setIsolable(true));
void start();
