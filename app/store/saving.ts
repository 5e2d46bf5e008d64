import { isSettled, type Run } from '../features/captions/run';
import { type AppStore, PERSIST, type State } from './app-state';
import type { Changes, Database, SavedValues } from './database';

export const NO_CHANGES: Changes = { pictures: [], removed: [], runs: [], values: null };

/**
 * Stores every change from now on, and gives the means to store one at once. What could not be written is told by
 * `storage`, and tried again, as it is by then, when something else could be written or a model went; once nothing
 * is left of it, `storage` is fine again.
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
      store.getState().setStorage(full ? 'full' : 'off');
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
    store.getState().setStorage('fine');
    stored();
  }

  store.subscribe(async (now, before) => {
    const changes = changesBetween(before, now);
    const written = changes !== null && (await write(changes));
    if (written || now.library !== before.library) await retry();
  });
  return write;
}

/** What is still to be written, by name only: its content is taken from the store when it is tried again. */
class Unsaved {
  readonly #pictures = new Set<string>();
  readonly #runs = new Set<string>();
  readonly #removed = new Set<string>();
  #values = false;

  add({ pictures, runs, removed, values }: Changes): void {
    for (const { id } of pictures) this.#pictures.add(id);
    for (const { pictureId } of runs) this.#runs.add(pictureId);
    for (const id of removed) this.#removed.add(id);
    this.#values ||= values !== null;
  }

  forget({ pictures, runs, removed, values }: Changes): void {
    for (const { id } of pictures) for (const ids of [this.#pictures, this.#removed]) ids.delete(id);
    for (const { pictureId } of runs) this.#runs.delete(pictureId);
    for (const id of removed) for (const ids of [this.#pictures, this.#runs, this.#removed]) ids.delete(id);
    if (values) this.#values = false;
  }

  isEmpty(): boolean {
    return this.#pictures.size + this.#runs.size + this.#removed.size === 0 && !this.#values;
  }

  /** One by one, for where not all of it fits, some may; what makes room comes first. */
  portions(state: State): Changes[] {
    const there = new Set(state.pictures.map(({ id }) => id));
    const removed = [...this.#removed].filter((id) => !there.has(id));
    const pictures = state.pictures.filter(({ id }) => this.#pictures.has(id));
    const runs = settledRuns(state).filter(({ pictureId }) => this.#runs.has(pictureId));
    return [
      ...(removed.length ? [{ ...NO_CHANGES, removed }] : []),
      ...(this.#values ? [{ ...NO_CHANGES, values: valuesOf(state) }] : []),
      ...pictures.map((picture) => ({ ...NO_CHANGES, pictures: [picture] })),
      ...runs.map((run) => ({ ...NO_CHANGES, runs: [run] })),
    ];
  }
}

/** What must be stored after a step; null when nothing that outlives the page has changed. */
export function changesBetween(before: State, now: State): Changes | null {
  const changes: Changes = {
    pictures: newIn(now.pictures, before.pictures),
    removed: newIn(before.pictures, now.pictures).map(({ id }) => id),
    runs: now.runs === before.runs ? [] : newIn(settledRuns(now), settledRuns(before)),
    values: sameValues(now, before) ? null : valuesOf(now),
  };
  const { pictures, removed, runs, values } = changes;
  return pictures.length || removed.length || runs.length || values ? changes : null;
}

function newIn<T>(now: readonly T[], before: readonly T[]): readonly T[] {
  if (now === before) return [];
  const known = new Set(before);
  return now.filter((one) => !known.has(one));
}

function settledRuns({ runs }: State): Run[] {
  return Object.values(runs).filter(isSettled);
}

function valuesOf(state: State): SavedValues {
  return Object.fromEntries(Object.entries(state).filter(([key]) => isValue(key)));
}

function sameValues(now: State, before: State): boolean {
  const old: Readonly<Record<string, unknown>> = valuesOf(before);
  return Object.entries(valuesOf(now)).every(([key, value]) => old[key] === value);
}

/** Whether a key is stored with the values: persisted, and not entry by entry. */
function isValue(key: string): boolean {
  const persisted: Readonly<Record<string, boolean>> = PERSIST;
  return persisted[key] === true && key !== 'pictures' && key !== 'runs';
}
