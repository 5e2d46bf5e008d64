/**
 * Downloads in OPFS: `<key>` and `<key>.json`, which tells whether the bytes are complete.
 */
import type { DownloadStore, StoredFile } from '../../model-export/hub/index.ts';
import { nextTask } from '../serve/next-task.ts';
import { type Folder, findFile, readJson } from './opfs.ts';
import { OpfsFile, writeFile } from './opfs-file.ts';

const BYTES_PER_TASK = 1024 * 1024;

interface State {
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
  #readInTask = 0;

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

  async append(bytes: Uint8Array): Promise<void> {
    this.file.append(bytes);
  }

  async restart(): Promise<void> {
    this.file.clear();
    await this.#become({ finished: false });
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = this.file.read(start, end);
    this.#readInTask += bytes.byteLength;
    // Reading is synchronous: without tasks in between, a cancel would be ignored for a complete conversion.
    if (this.#readInTask >= BYTES_PER_TASK) {
      this.#readInTask = 0;
      await nextTask();
    }
    return bytes;
  }

  async finish(): Promise<void> {
    this.file.flush();
    await this.#become({ finished: true });
  }

  async close(): Promise<void> {
    try {
      this.file.flush();
    } finally {
      this.file.close();
    }
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
  const { finished }: { finished?: unknown } = typeof value === 'object' && value !== null ? value : {};
  return { finished: finished === true };
}
