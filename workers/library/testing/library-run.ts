/** For tests: the library with a file system and locks in memory, and a local hub. */
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type {
  CheckpointSource,
  InstallProgress,
  InstallRequest,
  LibraryKind,
  PickedFile,
  Requests,
} from '../../../core/protocol/index.ts';
import { CHUNK_BYTES, ID, readFiles } from '../../../model-export/testing/hub-run.ts';
import { HubServer } from '../../../model-export/testing/hub-server.ts';
import { toWire } from '../../serve/errors.ts';
import type { Handlers } from '../../serve/serve.ts';
import type { Folder } from '../../storage/opfs.ts';
import { FakeOpfs, type Gate, openGate } from '../../storage/testing/fake-opfs.ts';
import { createLibraryService } from '../library-service.ts';
import { Locks } from '../locks.ts';
import { pageHashing } from '../services.ts';
import { FakeLocks } from './fake-locks.ts';

/** What the tabs of a browser share. */
interface Device {
  opfs: FakeOpfs;
  locks: FakeLocks;
  /** The quota that the browser reports. */
  quota?: number | undefined;
}

export interface TabOptions {
  /** May delay or stop its operations. */
  gate?: Gate;
  /** How long it waits for a lock. */
  patience?: () => AbortSignal;
  /** In place of the device's file system. */
  openRoot?: () => Promise<Folder>;
}

/** One tab of the app. */
export class Tab {
  private readonly gate: Gate;
  readonly #locks;
  readonly #handlers: Handlers<LibraryKind>;
  readonly progress: unknown[] = [];

  constructor(
    private readonly run: Device,
    { gate = openGate(), patience = () => AbortSignal.timeout(20), openRoot }: TabOptions = {},
  ) {
    this.gate = gate;
    this.#locks = run.locks.tab((name) => gate.pass(name));
    this.#handlers = createLibraryService({
      openRoot: openRoot ?? (async () => run.opfs.folder(gate)),
      locks: new Locks(this.#locks.manager, patience),
      hashing: pageHashing,
      fetch,
      estimate: async () => ({ usage: run.opfs.used(), quota: run.quota }),
      chunkBytes: CHUNK_BYTES,
      sleep: async () => {},
    });
  }

  async request<K extends LibraryKind>(
    kind: K,
    payload: Requests[K]['in'],
    { signal = new AbortController().signal, onProgress = (_: unknown) => {} } = {},
  ): Promise<Requests[K]['out']> {
    const handler: Handlers<LibraryKind>[K] = this.#handlers[kind];
    const progress = (report: unknown) => {
      this.progress.push(report);
      onProgress(report);
    };
    return (await handler(payload, { signal, progress })).value;
  }

  /** The error that the page would receive. */
  async failure<K extends LibraryKind>(kind: K, payload: Requests[K]['in']) {
    return this.request(kind, payload).then(
      () => expect.unreachable(`${kind} went through`),
      (error: unknown) => toWire(error),
    );
  }

  phases(): string[] {
    const reports = this.progress.filter(
      (report): report is InstallProgress =>
        typeof report === 'object' && report !== null && 'phase' in report,
    );
    return [...new Set(reports.map(({ phase }) => phase))];
  }

  close(): void {
    this.#locks.close();
    this.run.opfs.closeTab(this.gate);
  }
}

export class LibraryRun {
  readonly opfs = new FakeOpfs();
  readonly locks = new FakeLocks();
  /** The quota that the browser reports; the actual one is `opfs.quota`. */
  quota: number | undefined = undefined;

  private constructor(
    public hub: HubServer,
    public files: Record<string, Uint8Array>,
  ) {}

  /** The hub has the checkpoint of a folder of the reference. */
  static async start(folder = 'checkpoints/odd-9'): Promise<LibraryRun> {
    const files = await readFiles(folder);
    return new LibraryRun(await HubServer.start(ID, files), files);
  }

  /** Replaces the hosted files. */
  async replace(files: Record<string, Uint8Array>): Promise<void> {
    await this.hub.close();
    this.files = files;
    this.hub = await HubServer.start(ID, files);
  }

  /** A device without anything on it. */
  fresh(): Device & { opfs: FakeOpfs } {
    return { opfs: new FakeOpfs(), locks: new FakeLocks() };
  }

  openTab(options?: TabOptions): Tab {
    return new Tab(this, options);
  }

  source(changes: Partial<Extract<CheckpointSource, { kind: 'hub' }>> = {}): CheckpointSource {
    return { kind: 'hub', id: ID, revision: 'main', endpoint: this.hub.endpoint, token: null, ...changes };
  }

  installRequest(changes: Partial<InstallRequest> = {}): InstallRequest {
    return { source: this.source(), target: 'wasm', dtype: 'q8', ...changes };
  }
}

/** One per test of the file; checks that nothing is left open. */
export function libraryForEachTest(): () => LibraryRun {
  let run: LibraryRun;
  beforeEach(async () => {
    run = await LibraryRun.start();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await run.hub.close();
    expect(run.opfs.openFiles()).toBe(0);
  });
  return () => run;
}

export function picked(files: Record<string, Uint8Array>, folder = 'picked'): PickedFile[] {
  return Object.entries(files).map(([name, bytes]) => ({
    path: `${folder}/${name}`,
    file: new File([new Uint8Array(bytes)], name, { lastModified: 1 }),
  }));
}
