/** Downloads in a folder: `<key>` if finished, otherwise `<key>.partial`. */
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadStore, StoredFile } from '../model-export/hub/index.ts';
import { CliError } from './errors.ts';
import { FileSource, makeFolders, pathKind, writeAll } from './files.ts';

export class FolderStore implements DownloadStore {
  constructor(private readonly folder: string) {}

  async open(key: string): Promise<StoredFile> {
    await makeFolders(this.folder);
    return FolderFile.open(join(this.folder, key));
  }
}

class FolderFile implements StoredFile {
  private constructor(
    private readonly path: string,
    private file: FileHandle,
    public length: number,
    public finished: boolean,
  ) {}

  static async open(path: string): Promise<FolderFile> {
    const finished = (await pathKind(path)) === 'file';
    // Append mode, so that a second program cannot write into the middle of the file.
    const file = await open(finished ? path : partialOf(path), finished ? 'r' : 'a+');
    const { size } = await file.stat();
    return new FolderFile(path, file, size, finished);
  }

  async append(bytes: Uint8Array): Promise<void> {
    await writeAll(this.file, bytes);
    this.length += bytes.byteLength;
  }

  async restart(): Promise<void> {
    if (this.finished) await this.#unfinish();
    await this.file.truncate();
    this.length = 0;
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return new FileSource(this.file, this.length, this.path).read(start, end);
  }

  async finish(): Promise<void> {
    await this.#requireAlone();
    await this.file.sync();
    await rename(partialOf(this.path), this.path);
    this.finished = true;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** The hash covers only what this program wrote: two programs at once would both append. */
  async #requireAlone(): Promise<void> {
    if ((await this.file.stat()).size === this.length) return;
    throw new CliError(`Another program was writing to ${this.path} too. Let it finish, then run it again.`);
  }

  async #unfinish(): Promise<void> {
    await this.file.close();
    await rename(this.path, partialOf(this.path));
    this.file = await open(partialOf(this.path), 'a+');
    this.finished = false;
  }
}

function partialOf(path: string): string {
  return `${path}.partial`;
}
