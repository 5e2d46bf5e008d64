import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ByteSource, type CheckpointFiles, SUB_FOLDER_FILES } from '../model-export/index.ts';
import { CliError } from './errors.ts';
import { FileSource, pathKind } from './files.ts';
import { READ_FLAGS, whyNoFile } from './read-file.ts';

/** A checkpoint's folder. Files stay open until `close`. */
export class CheckpointFolder implements CheckpointFiles {
  readonly #opened: FileHandle[] = [];

  private constructor(
    private readonly folder: string,
    private readonly names: string[],
  ) {}

  /** `includes` selects the names that belong to the checkpoint. */
  static async open(
    folder: string,
    includes: (name: string, names: readonly string[]) => boolean = () => true,
  ): Promise<CheckpointFolder> {
    const entries = await readdir(folder, { withFileTypes: true });
    // The hub's cache holds links to files. Opening a name shows what it is.
    const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    const kinds = await Promise.all(SUB_FOLDER_FILES.map((name) => pathKind(join(folder, name))));
    const all = [...names, ...SUB_FOLDER_FILES.filter((_, index) => kinds[index] === 'file')];
    return new CheckpointFolder(
      folder,
      all.filter((name) => includes(name, all)),
    );
  }

  list(): string[] {
    return [...this.names];
  }

  async open(name: string): Promise<ByteSource> {
    const path = join(this.folder, name);
    const file = await open(path, READ_FLAGS);
    this.#opened.push(file);
    const kind = await file.stat();
    const why = whyNoFile(kind);
    if (why) throw new CliError(`${path}: ${why}`);
    return new FileSource(file, kind.size, path);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((file) => file.close()));
  }
}
