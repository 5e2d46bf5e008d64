import type { AppStore } from './app-state';
import type { Database, Saved } from './database';
import { patchState } from './patch-state';
import { validSaved } from './persisted';
import { NO_CHANGES, saveChanges } from './saving';

/** How long opening or reading the database may take before the page goes on without it. Milliseconds. */
const LONGEST_WAIT = 8000;

/** Share of the browser's quota from which storage counts as nearly full. */
const NEARLY_FULL = 0.9;

/**
 * Restores what was stored, without replacing what the person did meanwhile, queues pictures that have no captions
 * yet, and from then on stores every change. The device slice is `restored` in every case; its `storage` says whether
 * the database could not be opened or is full.
 * @param stored called when pictures were written or deleted.
 */
export async function persist(
  store: AppStore,
  opening: Promise<Database>,
  stored: () => void = () => {},
): Promise<void> {
  try {
    const database = await answerOf(opening);
    const saved = await answerOf(database.load());
    const early = store.getState().pictures.items;
    restore(store, validSaved(saved));
    await saveChanges(store, database, stored)({ ...NO_CHANGES, pictures: early });
  } catch {
    store.getState().device.setStorage('off');
  }
  const { device, pictures, captions } = store.getState();
  device.setRestored();
  for (const { id } of pictures.items) if (!captions.runs[id]) captions.enqueue(id);
}

/** @throws when the database does not answer, as one that another process has locked. */
function answerOf<T>(request: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The database does not answer.')), LONGEST_WAIT);
    request.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function restore(store: AppStore, { pictures, runs, slices }: Saved): void {
  const now = store.getState();
  const items = [...pictures, ...now.pictures.items].sort((a, b) => a.place - b.place);
  const currentId = now.pictures.currentId ?? slices.pictures?.currentId ?? null;
  const isThere = items.some(({ id }) => id === currentId);
  const stored = Object.fromEntries(runs.map((run) => [run.pictureId, run]));
  patchState(store, {
    ...slices,
    pictures: { items, currentId: isThere ? currentId : (items[0]?.id ?? null) },
    captions: { runs: { ...stored, ...now.captions.runs } },
  });
}

/**
 * Sets the device's `storage` to `nearly-full` or back. The outcome of a failed write stays until a write succeeds.
 * @param estimate as `navigator.storage` gives it, in bytes.
 */
export async function watchStorage(
  { getState }: AppStore,
  estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
): Promise<void> {
  const { usage = 0, quota = 0 } = await estimate();
  const nearlyFull = quota > 0 && usage / quota > NEARLY_FULL;
  const { storage, setStorage } = getState().device;
  if (storage === 'fine' && nearlyFull) setStorage('nearly-full');
  if (storage === 'nearly-full' && !nearlyFull) setStorage('fine');
}
