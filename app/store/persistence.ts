import { isSettled } from '../features/captions/run';
import type { AppStore } from './app-state';
import type { Database, Saved } from './database';
import { patchState } from './patch-state';
import { validSaved } from './persisted';
import { NO_CHANGES, saveChanges } from './saving';

/** How long opening and reading the database may take before the page goes on without it. Milliseconds. */
const MAX_WAIT = 8000;

/** Share of the browser's quota from which storage counts as nearly full. */
const NEARLY_FULL = 0.9;

/**
 * Restores what was stored, without replacing what the person did meanwhile, queues pictures that have no captions
 * yet, and from then on stores every change. The device slice is `restored` in every case; its `storage` says whether
 * the database could not be opened, is full, or does not answer. One that answers late is still used.
 * @param stored called when pictures were written or deleted.
 */
export async function persist(
  store: AppStore,
  opening: Promise<Database>,
  stored: () => void = () => {},
): Promise<void> {
  const { device } = store.getState();
  if (!(await isDoneInTime(connect(store, opening, stored)))) device.setStorage('waiting');
  device.setRestored();
  enqueueAll(store);
}

async function connect(store: AppStore, opening: Promise<Database>, stored: () => void): Promise<void> {
  const { device } = store.getState();
  try {
    const database = await opening;
    const saved = await database.load();
    const { pictures, captions, device: now } = store.getState();
    const early = { pictures: pictures.items, runs: Object.values(captions.runs).filter(isSettled) };
    // The settings of a visit do not change under the person's hands.
    restore(store, validSaved(now.restored ? { ...saved, slices: {} } : saved));
    if (now.restored) device.setStorage('fine');
    await saveChanges(store, database, stored)({ ...NO_CHANGES, ...early });
    if (now.restored) enqueueAll(store);
  } catch {
    device.setStorage('off');
  }
}

/** False when it takes too long, as while another tab or process blocks the database. */
function isDoneInTime(work: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), MAX_WAIT);
  });
  return Promise.race([work.then(() => true), timeout]).finally(() => clearTimeout(timer));
}

/** Has all pictures captioned that are not. */
function enqueueAll({ getState }: AppStore): void {
  const { pictures, captions } = getState();
  for (const { id } of pictures.items) if (!captions.runs[id]) captions.enqueue(id);
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
