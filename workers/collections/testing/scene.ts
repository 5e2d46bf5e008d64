/** For tests: tabs of the app that share a database, a folder, locks and a scripted model. */
import { IDBFactory } from 'fake-indexeddb';
import type { OriginalText, PictureRecord, SyntheticText } from '../../../core/collection.ts';
import type {
  CollectionKind,
  CollectionSource,
  OpenedCollection,
  Requests,
  RunCollectionProgress,
  RunCollectionReport,
  RunCollectionRequest,
  RunKind,
  SearchRequests,
} from '../../../core/protocol/index.ts';
import { sha256 } from '../../../core/sha256.ts';
import { createEngine, createMatcher, SerialQueue } from '../../engine/index.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer } from '../../engine/testing/fake-runtime.ts';
import { NUCLEUS, wandering } from '../../engine/testing/load-engine.ts';
import { corruptPicture, pixelRows } from '../../image/index.ts';
import { prepareWith } from '../../image/prepare.ts';
import { Locks } from '../../library/locks.ts';
import { FakeLocks } from '../../library/testing/fake-locks.ts';
import type { ReadyMatcher } from '../../serve/load-matcher.ts';
import type { ReadyModel } from '../../serve/load-model.ts';
import { LoadedModels } from '../../serve/loaded-models.ts';
import type { Answer, Context, Handlers } from '../../serve/serve.ts';
import { FakeOpfs } from '../../storage/testing/fake-opfs.ts';
import { createCollectionService } from '../collection-service.ts';
import { CollectionDatabase } from '../database.ts';
import { type RunServices, runCollection } from '../run/run-collection.ts';
import { createRunService } from '../run/run-service.ts';
import type { StoredResult, StoredVector } from '../schema.ts';
import { FakeDirectory } from './fake-directory.ts';

type Handler<K extends RunKind> = (payload: Requests[K]['in'], context: Context<K>) => Promise<Answer<K>>;

export const SETTINGS = { ...NUCLEUS, seed: 7 };

/** A picture's file: its letters are its pixels; `damaged` cannot be decoded. */
const decode = async (file: Blob) => {
  const text = await file.text();
  if (text.startsWith('damaged')) throw corruptPicture();
  if (text.startsWith('huge')) throw new RangeError('Array buffer allocation failed');
  const letters = [...text].map((letter) => letter.charCodeAt(0));
  const rgba = Uint8Array.from({ length: 4 * 4 * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : letters[(at * 7) % letters.length]! * 2,
  );
  return { ...pixelRows(rgba, 4, 4), close: () => {} };
};

/** The text between angle brackets in a picture's file. */
const textsIn = async (file: Blob | Uint8Array<ArrayBuffer>): Promise<OriginalText[]> => {
  const found = /<(.*)>/.exec(await new Blob([file]).text())?.[1];
  return found ? [{ source: 'original', text: found, form: 'xmp', match: null }] : [];
};

/** Stops everything that a tab does, as closing it: what waits never goes on. */
class Life {
  events = 0;

  /** @param end after how many events the tab is closed. */
  constructor(private readonly end: number) {}

  get isOver(): boolean {
    return this.events >= this.end;
  }

  /** Something happens. Never resolves in a closed tab. */
  async step(): Promise<void> {
    this.count();
    if (this.isOver) await new Promise<never>(() => {});
  }

  count(): void {
    this.events += 1;
  }
}

/** The database of a tab that may be closed, on a disk that may be full. */
class TestDatabase extends CollectionDatabase {
  /** Called before a result is stored. */
  onSave = async (): Promise<void> => {};

  override async saveResult(result: StoredResult, vector: StoredVector | null = null): Promise<void> {
    await this.onSave();
    await super.saveResult(result, vector);
  }
}

export class Scene {
  folder = new FakeDirectory('holiday');
  readonly locks = new FakeLocks();
  readonly opfs = new FakeOpfs();
  openRoot = async () => this.opfs.folder();
  #ids = 0;

  constructor() {
    globalThis.indexedDB = new IDBFactory();
  }

  get source(): CollectionSource {
    return { kind: 'directory', name: this.folder.name, handle: this.folder.handle() };
  }

  /** @param events after how many of them it is closed: pictures read, graphs run, results stored. */
  async tab({ events = Number.POSITIVE_INFINITY, matcher = false } = {}): Promise<Tab> {
    return Tab.open(this, new Life(events), matcher, () => `collection-${++this.#ids}`);
  }
}

export class Tab {
  readonly database = new TestDatabase('test');
  readonly runtime = new FakeRuntime(wandering);
  readonly turns = new SerialQueue();
  readonly models = new LoadedModels(this.turns);
  readonly progress: RunCollectionProgress[] = [];
  /** Called before a picture is read. */
  onRead = async (): Promise<void> => {};
  startEngine: RunServices['startEngine'] = null;
  readonly #locks;
  readonly #collections: Handlers<CollectionKind>;
  readonly #services: RunServices;
  readonly #runs: Handlers<RunKind>;

  private constructor(
    private readonly scene: Scene,
    private readonly life: Life,
    newId: () => string,
  ) {
    this.#locks = scene.locks.tab();
    const prepare = prepareWith({ decode, sha256, textsIn });
    const startEngine = () => this.startEngine;
    this.#services = {
      models: this.models,
      database: this.database,
      locks: this.#locks.manager,
      get startEngine() {
        return startEngine();
      },
      preparePicture: async (file, settings) => {
        await this.onRead();
        await life.step();
        return prepare(file, settings);
      },
    };
    this.#runs = createRunService(this.models, () => this.#services);
    this.database.onSave = () => life.step();
    this.#collections = createCollectionService({
      database: this.database,
      makeThumbnail: async (file, size) => new Blob([`${await file.text()} ${size}`]),
      displayPicture: async () => null,
      looksDrawn: async () => true,
      newId,
      now: () => ++scene.folder.disk.clock,
      openRoot: () => scene.openRoot(),
      locks: new Locks(this.#locks.manager),
      runLocks: this.#locks.manager,
    });
  }

  static async open(scene: Scene, life: Life, matcher: boolean, newId: () => string): Promise<Tab> {
    const tab = new Tab(scene, life, newId);
    await tab.load(matcher);
    tab.runtime.onRun = () => life.count();
    return tab;
  }

  /** Loads another captioner, and a matcher if there is to be one. */
  load(matcher = false): Promise<void> {
    return loadFakes(this.models, this.runtime, matcher);
  }

  async ask<K extends CollectionKind>(
    kind: K,
    payload: Requests[K]['in'],
    signal = new AbortController().signal,
    progress = () => {},
  ): Promise<Requests[K]['out']> {
    const handler: Handlers<CollectionKind>[K] = this.#collections[kind];
    return (await handler(payload, { signal, progress })).value;
  }

  /** Asks the caption worker about the collection that is in the scene's folder. */
  async search<K extends keyof SearchRequests>(
    kind: K,
    request: Omit<NonNullable<Requests[K]['in']>, 'collection' | 'source'>,
    context: Partial<Context<K>> = {},
  ): Promise<Requests[K]['out']> {
    const collection = (await this.open()).summary.id;
    const handler = this.#runs[kind] as unknown as Handler<K>;
    const asked = { ...request, collection, source: this.scene.source } as unknown as Requests[K]['in'];
    const signal = new AbortController().signal;
    return (await handler(asked, { signal, progress: () => {}, ...context })).value;
  }

  open(source: CollectionSource = this.scene.source): Promise<OpenedCollection> {
    return this.ask('openCollection', { source });
  }

  /** By path. */
  async records(): Promise<Record<string, PictureRecord>> {
    const { records } = await this.open();
    return Object.fromEntries(records.map((record) => [record.path, record]));
  }

  /** Runs the collection that is in the scene's folder. */
  async run(
    request: Partial<RunCollectionRequest> = {},
    signal = new AbortController().signal,
  ): Promise<RunCollectionReport> {
    const collection = request.collection ?? (await this.open()).summary.id;
    const { source } = this.scene;
    return runCollection(
      this.#services,
      { collection, source, settings: SETTINGS, paths: null, ...request },
      { signal, progress: (report) => this.progress.push(report) },
    );
  }

  /** What has happened so far, as in `Scene.tab`. */
  events(): number {
    return this.life.events;
  }

  /** Runs until the tab is closed. */
  async runUntilClosed(): Promise<void> {
    let ended = false;
    void this.run().then(() => {
      ended = true;
    });
    while (!ended && !this.life.isOver) await new Promise((resolve) => setTimeout(resolve, 1));
    // Nothing that was under way may reach the database later.
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.#locks.close();
  }
}

/** Puts a captioner, and a matcher if there is to be one, in the place of what is loaded. */
export async function loadFakes(models: LoadedModels, runtime: FakeRuntime, matcher: boolean): Promise<void> {
  const options = { runtime, tokenizer: fakeTokenizer, backend: 'wasm' } as const;
  const engine = await createEngine({ ...options, bundle: fakeBundle() });
  const description = { id: 'test/fake', dtype: 'fp32', bytes: 1, backend: 'wasm', shared: false };
  const source = { kind: 'installed', key: 'fake' };
  // Only these parts are used.
  const fake = { request: { source }, runtime: { threads: 2 }, description };
  models.captioner = { ...fake, engine } as unknown as ReadyModel;
  models.matcher = null;
  if (!matcher) return;
  const bundle = fakeBundle(['match', 'contrast']);
  models.matcher = {
    ...fake,
    matcher: await createMatcher({ ...options, bundle }),
  } as unknown as ReadyMatcher;
}

/** The candidates' texts of each picture, by path. */
export function captionsOf(records: Record<string, PictureRecord>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(records).map(([path, { texts }]) => [
      path,
      texts.filter((text): text is SyntheticText => text.source === 'synthetic').map(({ text }) => text),
    ]),
  );
}
