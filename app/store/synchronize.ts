import { mergeRuns } from '../features/captions/merge-runs';
import type { Run } from '../features/captions/run';
import type { AppStore } from './app-state';
import { changesSince, isEmpty, type Mirror, partsOf } from './mirror';
import { patchState } from './patch-state';
import type { Changes, Database, Names, Outcome } from './stored';
import type { TabChannel, TabMessage } from './tab-channel';
import { removeGone, takeOver, takeOverRun, takeOverValues } from './take-over';
import { lookUp } from './values';

export interface SynchronizeOptions {
  store: AppStore;
  database: Database;
  mirror: Mirror;
  channel: TabChannel;
  /** Pictures that must not change now, since a person is typing for them. */
  isBusy: (pictureId: string) => boolean;
  /** Called when pictures were written or deleted. */
  stored: () => void;
  /** Called after each attempt with what could not be stored and why, by the names of `partsOf`. */
  report: (failed: ReadonlyMap<string, unknown>) => void;
}

/**
 * Which of the stored values to take over: `all` at the beginning of a visit, later what tabs `share`; only masks and
 * the like, which belong `to-pictures`, where the person has been working with other settings already.
 */
export type Wanted = 'all' | 'shared' | 'to-pictures';

const IS_WANTED: Readonly<Record<Wanted, (name: string) => boolean>> = {
  all: () => true,
  shared: (name) => lookUp(name)?.shared === true,
  'to-pictures': (name) => Boolean(lookUp(name)?.pictureId),
};

/**
 * Stores what changes in the state, and takes over what other tabs store: one thing after the other, so that what is
 * read is never older than what was written.
 */
export class Synchronizer {
  readonly #options: SynchronizeOptions;
  readonly #failed = new Map<string, unknown>();
  /** Changed elsewhere while this tab was busy with them. */
  readonly #postponed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  #underway: Changes | null = null;
  #stopped = false;

  constructor(options: SynchronizeOptions) {
    this.#options = options;
  }

  /** From then on nothing is read or written. */
  stop(): void {
    this.#stopped = true;
  }

  /** Resolves when everything that has changed until now was stored, or could not be. */
  store(): Promise<void> {
    // A round that waits for its turn stores this too.
    this.#waiting ??= this.#inTurn(() => {
      this.#waiting = null;
      return this.#storeAll();
    });
    return this.#waiting;
  }

  /** Takes over what another tab stored. */
  async receive(message: TabMessage): Promise<void> {
    await this.#inTurn(() => this.#receive(message));
  }

  /**
   * Takes over everything that is stored.
   * @returns ids of stored pictures that cannot be read, or `gone` when nothing is left of what was stored.
   */
  async receiveAll(wanted: Wanted): Promise<readonly string[] | 'gone'> {
    let found: readonly string[] | 'gone' = [];
    await this.#inTurn(async () => {
      found = await this.#receiveAll(wanted);
    });
    return found;
  }

  /** Deletes pictures that are stored and not here. */
  async deleteStored(ids: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      const changes: Changes = { pictures: [], removed: ids, runs: [], values: [] };
      const error = await this.#attempt(changes);
      const { setUnreadable } = this.#options.store.getState().device;
      if (!error) setUnreadable([]);
      this.#options.report(this.#failed);
    });
  }

  /** Tries again to store what could not be stored. */
  async retry(): Promise<void> {
    this.#failed.clear();
    await this.store();
  }

  /** Takes over what was left because this tab was busy. */
  async receivePostponed(): Promise<void> {
    if (this.#postponed.size === 0) return;
    await this.receive({ pictures: [...this.#postponed], values: [], removedRuns: [] });
  }

  /** Asks the browser to store what is not stored yet, without waiting for its turn: the page is about to go. */
  storeAtOnce(): void {
    if (this.#stopped) return;
    const { store, mirror, database, channel } = this.#options;
    const assumed = this.#underway ? mirror.after(this.#underway) : mirror;
    const changes = changesSince(assumed, store.getState(), (part) => this.#failed.has(part));
    if (!isEmpty(changes)) void database.write(changes).catch(() => {});
    // Told before it is done, since nobody may be here then: what the others read waits for what is being written.
    for (const each of [changes, this.#underway]) {
      const removedRuns = each?.removed.flatMap((id) => mirror.runs.get(id) ?? []) ?? [];
      if (each && !isEmpty(each)) channel.tell({ ...namesIn(each), removedRuns });
    }
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(() => (this.#stopped ? undefined : task()));
    this.#last = done.catch(() => {});
    return done;
  }

  async #receive(names: TabMessage): Promise<void> {
    const { store, mirror, database, isBusy } = this.#options;
    for (const id of names.pictures) this.#postponed.delete(id);
    const saved = await database.read(names);
    for (const id of takeOver(store, mirror, saved, names, { isBusy })) this.#postponed.add(id);
    for (const run of names.removedRuns) completeRemoved(store, mirror, run);
  }

  async #receiveAll(wanted: Wanted): Promise<readonly string[] | 'gone'> {
    const { store, mirror, database, isBusy } = this.#options;
    const saved = await database.load();
    const { unreadable } = saved;
    const found = [...saved.pictures.map(({ id }) => id), ...unreadable];
    if (found.length === 0 && mirror.pictures.size > 0) return 'gone';
    // Settings alone are stored again without being asked for.
    if (found.length + saved.values.size === 0) mirror.clear();
    const names = {
      pictures: [...new Set([...found, ...mirror.pictures.keys()])],
      values: [...new Set([...saved.values.keys(), ...mirror.values.keys()])].filter(IS_WANTED[wanted]),
    };
    const options = { restoring: wanted === 'all', isBusy };
    for (const id of takeOver(store, mirror, saved, names, options)) this.#postponed.add(id);
    return unreadable;
  }

  async #storeAll(): Promise<void> {
    const { report, store, mirror } = this.#options;
    if (this.#failed.size > 0) this.#forgetSettled(changesSince(mirror, store.getState()));
    const changes = changesSince(mirror, store.getState(), (part) => this.#failed.has(part));
    if (!isEmpty(changes) && (await this.#attempt(changes))) await this.#attemptParts(changes);
    report(this.#failed);
  }

  /** What need not be stored any more is no trouble. */
  #forgetSettled(changes: Changes): void {
    const needed = new Set(partsOf(changes).map(([name]) => name));
    for (const name of this.#failed.keys()) if (!needed.has(name)) this.#failed.delete(name);
  }

  async #attemptParts(changes: Changes): Promise<void> {
    for (const [name, part] of partsOf(changes)) {
      const error = this.#stopped ? null : await this.#attempt(part);
      if (error) this.#failed.set(name, error);
    }
  }

  /** Resolves to why it failed, or null. */
  async #attempt(changes: Changes): Promise<unknown> {
    const { database, stored } = this.#options;
    this.#underway = changes;
    try {
      this.#settle(changes, await database.write(changes));
      if (changes.pictures.length + changes.removed.length > 0) stored();
      return null;
    } catch (error) {
      return error ?? new Error('The browser gave no reason.');
    } finally {
      this.#underway = null;
    }
  }

  #settle(changes: Changes, { runs, values, removedRuns, orphans }: Outcome): void {
    const { store, mirror, channel } = this.#options;
    for (const run of removedRuns) {
      // Undone before it was stored: the picture is stored again, with what is here.
      const isBack = store.getState().pictures.items.some(({ id }) => id === run.pictureId);
      if (isBack) takeOverRun(store, mirror, run);
      else completeRemoved(store, mirror, run);
    }
    mirror.note(changes);
    for (const run of runs) takeOverRun(store, mirror, run);
    takeOverValues(store, mirror, values, [...values.keys()], true);
    this.#dropOrphans(orphans);
    // Deletions make room.
    if (changes.removed.length > 0 && this.#failed.size > 0) void this.retry();
    channel.tell({ ...namesIn(changes), removedRuns });
  }

  /** What was refused for a picture that was stored before: another tab deleted it. */
  #dropOrphans(orphans: ReadonlySet<string>): void {
    const { store, mirror, isBusy } = this.#options;
    for (const id of orphans) {
      const wasStored = mirror.pictures.has(id);
      if (wasStored && isBusy(id)) this.#postponed.add(id);
      else if (wasStored) removeGone(store, mirror, [id]);
      else mirror.forgetPicture(id);
    }
  }
}

/** The captions of a deleted picture, for undo, get what another tab had changed in them. */
function completeRemoved(store: AppStore, mirror: Mirror, theirs: Run): void {
  const { lastRemoved } = store.getState().pictures;
  if (lastRemoved?.picture.id !== theirs.pictureId) return;
  const { run: mine } = lastRemoved;
  const run = mine ? mergeRuns(mirror.runs.get(theirs.pictureId), mine, theirs) : theirs;
  patchState(store, { pictures: { lastRemoved: { ...lastRemoved, run } } });
}

function namesIn({ pictures, removed, runs, values }: Changes): Names {
  const ids = [...pictures.map(({ id }) => id), ...removed, ...runs.map(({ run }) => run.pictureId)];
  return { pictures: [...new Set(ids)], values: values.map(({ name }) => name) };
}
