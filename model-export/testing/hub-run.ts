/** For tests: downloads from a local hub into memory, without waiting. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { type HubDownload, hubCheckpoint } from '../hub/checkpoint.ts';
import type { CheckpointFiles } from '../io/byte-source.ts';
import { type Fault, HubServer } from './hub-server.ts';
import { folderFiles, REFERENCE } from './memory.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

export const ID = 'owner/tiny-blip';
export const WEIGHTS = 'model.safetensors';
export const CHUNK_BYTES = 64 * 1024;
/** `odd-9`: 274,308 bytes of weights. */
export const CHUNKS = 5;

type Files = Record<string, Uint8Array>;

/** A hub with the reference checkpoint `odd-9`, and the downloads of one test. */
export class HubRun {
  store: MemoryStore = memoryStore();
  /** Waits between attempts, in milliseconds. */
  readonly waits: number[] = [];
  readonly notices: string[] = [];

  private constructor(
    public hub: HubServer,
    public files: Files,
  ) {}

  static async start(): Promise<HubRun> {
    const files = await readFiles('checkpoints/odd-9');
    const others = { 'README.md': bytes('hello'), 'pytorch_model.bin': bytes('old') };
    return new HubRun(await HubServer.start(ID, { ...files, ...others }), files);
  }

  /** Replaces the hosted files. */
  async replace(files: Files): Promise<void> {
    await this.hub.close();
    this.files = files;
    this.hub = await HubServer.start(ID, files);
  }

  request(changes: Partial<HubDownload> = {}): HubDownload {
    return {
      id: ID,
      endpoint: this.hub.endpoint,
      fetch,
      store: this.store,
      chunkBytes: CHUNK_BYTES,
      sleep: async (milliseconds) => void this.waits.push(milliseconds),
      onNotice: (notice) => void this.notices.push(notice),
      ...changes,
    };
  }

  /** Downloads, compares every file with what the hub has, and closes. */
  async download(changes: Partial<HubDownload> = {}): Promise<void> {
    const checkpoint = await hubCheckpoint(this.request(changes));
    expect(checkpoint.list()).toContain(WEIGHTS);
    for (const name of checkpoint.list()) {
      const source = await checkpoint.open(name);
      expect(Buffer.from(await source.read(0, source.size)).equals(this.files[name]!), name).toBe(true);
    }
    await checkpoint.close();
  }

  /** The error of a download that must fail. */
  async failure(changes: Partial<HubDownload> = {}): Promise<unknown> {
    return hubCheckpoint(this.request(changes)).then(
      () => expect.unreachable('the download went through'),
      (error: unknown) => error,
    );
  }

  needed(): string[] {
    return Object.keys(this.files).filter((name) => name !== 'generation_config.json');
  }

  /** Schedules faults for the requests for weights, after the settings. */
  orderFaults(...faults: Fault[]): void {
    const settings = this.needed().filter((name) => name !== WEIGHTS);
    this.hub.faults.push(...settings.map(() => ({ kind: 'none' }) as const), ...faults);
  }

  /** The stored weights. */
  weights() {
    return this.store.entries.get(`sha256-${sha256(this.files[WEIGHTS]!)}`)!;
  }

  weightRequests(): number {
    return this.hub.requests.filter((each) => each.path === `/storage/${WEIGHTS}`).length;
  }

  /** Calls `action` once when that many bytes of the weights are stored. */
  whenStored(count: number, action: () => void) {
    const seen = vi.fn(action);
    const onProgress = () => {
      if (seen.mock.calls.length === 0 && this.weights().bytes.length >= count) seen();
    };
    return { seen, onProgress };
  }
}

/** One per test of the file; checks that every handle is closed. */
export function hubForEachTest(): () => HubRun {
  let run: HubRun;
  beforeEach(async () => {
    run = await HubRun.start();
  });
  afterEach(async () => {
    await run.hub.close();
    expect(run.store.openHandles()).toBe(0);
  });
  return () => run;
}

export const bytes = (text: string) => new TextEncoder().encode(text);

export const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Reads a folder of the reference, by name. */
export function readFiles(folder: string): Promise<Files> {
  return contentsOf(folderFiles(path.join(REFERENCE, folder)));
}

/** The contents of all files of a checkpoint. */
export async function contentsOf(checkpoint: CheckpointFiles): Promise<Files> {
  const entries = checkpoint.list().map(async (name) => {
    const source = await checkpoint.open(name);
    return [name, await source.read(0, source.size)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
