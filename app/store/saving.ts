import { isSettled, type Run } from '../features/captions/run';
import type { AppStore, State } from './app-state';
import type { Changes, Database, SavedSlices } from './database';
import { SLICES, storedKeys } from './persisted';

export const NO_CHANGES: Changes = { pictures: [], removed: [], runs: [], slices: {} };

/**
 * Stores every change from now on. After a failed write the device's `storage` says why, and the write is tried again
 * when another one succeeds or a model was deleted; `storage` is fine again once everything is stored.
 * @returns a function that stores changes at once and resolves to whether they were stored.
 * @param stored called when pictures were written or deleted.
 */
export function saveChanges(
  store: AppStore,
  database: Database,
  stored: () => void,
): (changes: Changes) => Promise<boolean> {
  const unsaved = new Unsaved();
  let inTrouble = false;
  let retrying = false;

  async function write(changes: Changes): Promise<boolean> {
    try {
      await database.write(changes);
      unsaved.forget(changes);
      if (changes.pictures.length + changes.removed.length > 0) stored();
      return true;
    } catch (error) {
      unsaved.add(changes);
      inTrouble = true;
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      store.getState().device.setStorage(full ? 'full' : 'off');
      return false;
    }
  }

  async function retry(): Promise<void> {
    if (!inTrouble || retrying) return;
    retrying = true;
    for (const changes of unsaved.portions(store.getState())) await write(changes);
    retrying = false;
    if (!unsaved.isEmpty()) return;
    inTrouble = false;
    store.getState().device.setStorage('fine');
    stored();
  }

  store.subscribe(async (now, before) => {
    const changes = changesBetween(before, now);
    const written = changes !== null && (await write(changes));
    if (written || now.library.contents !== before.library.contents) await retry();
  });
  return write;
}

/** The names of what could not be written yet; its content comes from the store when it is tried again. */
class Unsaved {
  readonly #pictures = new Set<string>();
  readonly #runs = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #slices = new Set<string>();

  add({ pictures, runs, removed, slices }: Changes): void {
    for (const { id } of pictures) this.#pictures.add(id);
    for (const { pictureId } of runs) this.#runs.add(pictureId);
    for (const id of removed) this.#removed.add(id);
    for (const name of Object.keys(slices)) this.#slices.add(name);
  }

  forget({ pictures, runs, removed, slices }: Changes): void {
    for (const { id } of pictures) for (const ids of [this.#pictures, this.#removed]) ids.delete(id);
    for (const { pictureId } of runs) this.#runs.delete(pictureId);
    for (const id of removed) for (const ids of [this.#pictures, this.#runs, this.#removed]) ids.delete(id);
    for (const name of Object.keys(slices)) this.#slices.delete(name);
  }

  isEmpty(): boolean {
    return this.#pictures.size + this.#runs.size + this.#removed.size + this.#slices.size === 0;
  }

  /** In small portions, since some may fit where not all do; deletions come first. */
  portions(state: State): Changes[] {
    const there = new Set(state.pictures.items.map(({ id }) => id));
    const removed = [...this.#removed].filter((id) => !there.has(id));
    const pictures = state.pictures.items.filter(({ id }) => this.#pictures.has(id));
    const runs = settledRuns(state).filter(({ pictureId }) => this.#runs.has(pictureId));
    return [
      ...(removed.length ? [{ ...NO_CHANGES, removed }] : []),
      ...(this.#slices.size
        ? [{ ...NO_CHANGES, slices: slicesOf(state, (name) => this.#slices.has(name)) }]
        : []),
      ...pictures.map((picture) => ({ ...NO_CHANGES, pictures: [picture] })),
      ...runs.map((run) => ({ ...NO_CHANGES, runs: [run] })),
    ];
  }
}

/** What must be stored after a step; null when nothing that outlives the page has changed. */
export function changesBetween(before: State, now: State): Changes | null {
  const changes: Changes = {
    pictures: newIn(now.pictures.items, before.pictures.items),
    removed: newIn(before.pictures.items, now.pictures.items).map(({ id }) => id),
    runs: now.captions.runs === before.captions.runs ? [] : newIn(settledRuns(now), settledRuns(before)),
    slices: slicesOf(now, (name) => now[name] !== before[name] && !isSame(name, now, before)),
  };
  const { pictures, removed, runs, slices } = changes;
  const count = pictures.length + removed.length + runs.length + Object.keys(slices).length;
  return count > 0 ? changes : null;
}

function newIn<T>(now: readonly T[], before: readonly T[]): readonly T[] {
  if (now === before) return [];
  const known = new Set(before);
  return now.filter((one) => !known.has(one));
}

function settledRuns({ captions: { runs } }: State): Run[] {
  return Object.values(runs).filter(isSettled);
}

function slicesOf(state: State, isWanted: (name: keyof State) => boolean): SavedSlices {
  const wanted = SLICES.filter(isWanted).filter((name) => storedKeys(name).length > 0);
  return Object.fromEntries(wanted.map((name) => [name, storedOf(name, state)]));
}

function storedOf<K extends keyof State>(name: K, state: State): Partial<State[K]> {
  const entries = storedKeys(name).map((key) => [key, state[name][key]]);
  return Object.fromEntries(entries) as Partial<State[K]>;
}

function isSame<K extends keyof State>(name: K, now: State, before: State): boolean {
  return storedKeys(name).every((key) => now[name][key] === before[name][key]);
}
