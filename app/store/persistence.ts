import type { App, AppStore } from './app-state';
import { Mirror } from './mirror';
import { SLICES, storedKeys } from './persisted';
import { reportFailures } from './report-failures';
import type { Database, Ending } from './stored';
import { Synchronizer } from './synchronize';
import type { TabChannel } from './tab-channel';

/** How long opening, reading or writing may take before the page says that it waits. Milliseconds. */
const MAX_WAIT = 8000;
/** After that time, what did not work is tried again. Milliseconds. */
const RETRY_AFTER = 60_000;

export interface PersistOptions {
  /** Opens the database; again after its connection was lost. */
  open: () => Promise<Database>;
  channel: TabChannel;
  /** Called when pictures were written or deleted. */
  stored?: () => void;
  /** Whether a person is typing something for the picture on the stage. */
  isTyping?: () => boolean;
}

/**
 * Restores what was stored, without replacing what the person did meanwhile, queues pictures that have no captions
 * yet, and from then on stores every change and takes over those of other tabs. The device slice is `restored` in
 * every case; its `storage` says what is wrong with the database. One that answers late is still used.
 */
export async function persist(store: AppStore, options: PersistOptions): Promise<Persistence> {
  const persistence = new Persistence(store, options);
  await persistence.start();
  return persistence;
}

/** The connection between a store and the database. */
export class Persistence {
  readonly #store: AppStore;
  readonly #options: PersistOptions;
  readonly #mirror: Mirror;
  #database: Database | null = null;
  #synchronizer: Synchronizer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe = () => {};
  #wasConnected = false;
  #closed = false;

  constructor(store: AppStore, options: PersistOptions) {
    this.#store = store;
    this.#options = options;
    this.#mirror = new Mirror(store.getState());
  }

  /** Resolves when everything is restored, or that takes too long. */
  async start(): Promise<void> {
    const { device } = this.#store.getState();
    this.#options.channel.listen((names) => void this.#synchronizer?.receive(names).catch(() => {}));
    this.#unsubscribe = this.#store.subscribe((now, before) => this.#follow(now, before));
    await orTimeout(this.#watch(this.#connect()));
    device.setRestored();
    enqueueAll(this.#store);
  }

  /** Resolves when everything until now is stored and taken over, or could not be. */
  async settled(): Promise<void> {
    await this.#synchronizer?.store();
  }

  /** The page is about to go, perhaps for good. */
  leave(): void {
    this.#synchronizer?.storeAtOnce();
  }

  /** The page was frozen, and may have missed what other tabs stored. */
  async comeBack(): Promise<void> {
    await this.#synchronizer?.receiveAll('shared');
  }

  /** A person stopped typing. */
  async typed(): Promise<void> {
    await this.#synchronizer?.receivePostponed();
  }

  /** Nothing is stored and taken over any more. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#disconnect();
  }

  async #connect(): Promise<void> {
    const { device } = this.#store.getState();
    clearTimeout(this.#timer);
    try {
      await this.#use(await this.#options.open());
    } catch (error) {
      this.#disconnect();
      const isNewer = error instanceof DOMException && error.name === 'VersionError';
      device.setStorage(isNewer ? 'newer' : 'off');
      this.#retryLater();
    }
  }

  async #use(database: Database): Promise<void> {
    if (this.#closed) return database.close();
    this.#database = database;
    void database.ended.then((ending) => this.#database === database && this.#reconnect(ending));
    const synchronizer = this.#synchronize(database);
    this.#synchronizer = synchronizer;
    const { restored } = this.#store.getState().device;
    const unreadable = await synchronizer.receiveAll(
      this.#wasConnected ? 'shared' : restored ? 'to-pictures' : 'all',
    );
    // The database ended meanwhile.
    if (this.#synchronizer !== synchronizer) return;
    if (unreadable === 'gone') return this.#tellGone();
    this.#wasConnected = true;
    this.#store.getState().device.setUnreadable(unreadable);
    await synchronizer.store();
    if (restored) enqueueAll(this.#store);
  }

  #synchronize(database: Database): Synchronizer {
    return new Synchronizer({
      store: this.#store,
      database: { ...database, write: (changes) => this.#watch(database.write(changes)) },
      mirror: this.#mirror,
      channel: this.#options.channel,
      isBusy: (id) =>
        id === this.#store.getState().pictures.currentId && (this.#options.isTyping?.() ?? false),
      stored: this.#options.stored ?? (() => {}),
      report: (failed) => {
        reportFailures(this.#store, failed);
        if (failed.size > 0) this.#retryLater();
      },
    });
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#synchronizer?.stop();
    this.#synchronizer = null;
    this.#database?.close();
    this.#database = null;
  }

  #reconnect(ending: Ending): void {
    this.#disconnect();
    if (ending === 'newer') this.#store.getState().device.setStorage('newer');
    else void this.#watch(this.#connect());
  }

  /** What is here is not stored again by itself: a person may have deleted it. */
  #tellGone(): void {
    this.#disconnect();
    this.#store.getState().device.setStorage('gone');
  }

  #follow(now: App, before: App): void {
    const { storageRequest } = now.device;
    if (storageRequest) {
      now.device.requestOfStorage(null);
      if (storageRequest === 'retry') this.#retry(now);
      else void this.#synchronizer?.deleteStored(now.device.unreadable);
    }
    if (STORED.some((slice) => now[slice] !== before[slice])) void this.#synchronizer?.store();
    // A model that goes makes room.
    if (now.library.contents !== before.library.contents) void this.#synchronizer?.retry();
  }

  #retry({ device: { storage } }: App): void {
    if (storage === 'gone') this.#mirror.clear();
    if (this.#synchronizer) void this.#synchronizer.retry();
    else void this.#watch(this.#connect());
  }

  #retryLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#retry(this.#store.getState()), RETRY_AFTER);
  }

  /** Says so when something takes too long, as while another tab or process blocks the database. */
  #watch<T>(work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#store.getState().device.setStorage('waiting'), MAX_WAIT);
    return work.finally(() => clearTimeout(timer));
  }
}

/** The slices of which something is stored. */
const STORED = SLICES.filter((slice) => storedKeys(slice).length > 0 || slice === 'captions');

/** Has all pictures captioned that are not. */
function enqueueAll({ getState }: AppStore): void {
  const { pictures, captions } = getState();
  for (const { id } of pictures.items) if (!captions.runs[id]) captions.enqueue(id);
}

/** Resolves in time in any case. */
async function orTimeout(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MAX_WAIT);
  });
  await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
