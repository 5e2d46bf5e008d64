/**
 * Downloads in OPFS: `<key>` and `<key>.json`, which holds the version of the bytes and whether they are complete.
 */
import type { DownloadStore, StoredFile } from '../../model-export/hub/index.ts';
import { nextTask } from '../serve/next-task.ts';
import { type Folder, findFile, readJson } from './opfs.ts';
import { OpfsFile, writeFile } from './opfs-file.ts';

const LONG_READ_BYTES = 1024 * 1024;

interface State {
  etag: string | null;
  finished: boolean;
}

export class OpfsDownloadStore implements DownloadStore {
  constructor(private readonly folder: Folder) {}

  open(key: string): Promise<StoredFile> {
    return OpfsStoredFile.open(this.folder, key);
  }

  /** Bytes of a file that an earlier attempt left. */
  async downloadedBytes(key: string): Promise<number> {
    return (await findFile(this.folder, key))?.size ?? 0;
  }
}

class OpfsStoredFile implements StoredFile {
  private constructor(
    private readonly folder: Folder,
    private readonly key: string,
    private readonly file: OpfsFile,
    private state: State,
  ) {}

  static async open(folder: Folder, key: string): Promise<OpfsStoredFile> {
    const file = await OpfsFile.open(folder, key);
    try {
      const state = stateIn(await readJson(folder, stateFile(key)));
      return new OpfsStoredFile(folder, key, file, state);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get length(): number {
    return this.file.size;
  }

  get finished(): boolean {
    return this.state.finished;
  }

  get etag(): string | null {
    return this.state.etag;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.file.append(bytes);
  }

  async restart(etag: string | null): Promise<void> {
    this.file.clear();
    await this.#become({ etag, finished: false });
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = this.file.read(start, end);
    // Reading is synchronous: without a task in between, a cancel would be ignored for a complete conversion.
    if (bytes.byteLength >= LONG_READ_BYTES) await nextTask();
    return bytes;
  }

  async finish(): Promise<void> {
    this.file.flush();
    await this.#become({ ...this.state, finished: true });
  }

  async close(): Promise<void> {
    this.file.flush();
    this.file.close();
  }

  async #become(state: State): Promise<void> {
    await writeFile(this.folder, stateFile(this.key), JSON.stringify(state));
    this.state = state;
  }
}

function stateFile(key: string): string {
  return `${key}.json`;
}

function stateIn(value: unknown): State {
  const { etag, finished }: { etag?: unknown; finished?: unknown } =
    typeof value === 'object' && value !== null ? value : {};
  return { etag: typeof etag === 'string' ? etag : null, finished: finished === true };
}
