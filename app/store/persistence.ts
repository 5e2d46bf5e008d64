import { completeRun } from '../features/captions/run';
import type { AppStore } from './app-state';
import type { Database, Saved } from './database';
import { NO_CHANGES, saveChanges } from './saving';

/** Share of the browser's allowance from which storage counts as nearly full. */
const NEARLY_FULL = 0.9;

/**
 * Brings back what was stored beside what the person did meanwhile, queues pictures that had no captions yet, and
 * from then on stores every change. The store ends up `restored` in every case; a database that does not open or
 * takes no more is told by `storage`.
 * @param stored called when pictures were written or deleted.
 */
export async function persist(
  store: AppStore,
  opening: Promise<Database>,
  stored: () => void = () => {},
): Promise<void> {
  try {
    const database = await opening;
    const saved = await database.load();
    const early = store.getState().pictures;
    restore(store, saved);
    await saveChanges(store, database, stored)({ ...NO_CHANGES, pictures: early });
  } catch {
    store.getState().setStorage('off');
  }
  store.setState({ restored: true });
  const { pictures, runs, captionPicture } = store.getState();
  for (const { id } of pictures) if (!runs[id]) captionPicture(id);
}

function restore(store: AppStore, { pictures, runs, values }: Saved): void {
  const now = store.getState();
  const all = [...pictures, ...now.pictures].sort((a, b) => a.place - b.place);
  const currentId = now.currentId ?? values.currentId ?? null;
  store.setState({
    ...values,
    pictures: all,
    runs: { ...Object.fromEntries(runs.map((run) => [run.pictureId, completeRun(run)])), ...now.runs },
    currentId: all.some(({ id }) => id === currentId) ? currentId : (all[0]?.id ?? null),
  });
}

/**
 * Tells whether the browser's allowance is nearly used up. What a failed write told stays until a write succeeds.
 * @param estimate as `navigator.storage` gives it, in bytes.
 */
export async function watchStorage(
  { getState }: AppStore,
  estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
): Promise<void> {
  const { usage = 0, quota = 0 } = await estimate();
  const nearlyFull = quota > 0 && usage / quota > NEARLY_FULL;
  const { storage, setStorage } = getState();
  if (storage === 'fine' && nearlyFull) setStorage('nearly-full');
  if (storage === 'nearly-full' && !nearlyFull) setStorage('fine');
}
