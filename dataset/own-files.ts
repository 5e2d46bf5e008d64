/**
 * The list of files that exports wrote into a folder. It tells them from files that are not ours: those are never
 * overwritten, and ours are no pictures or texts of the collection when the folder is opened again.
 */

/** The state of a file. It is the same file as long as both are equal. */
export interface FileState {
  bytes: number;
  modified: number;
}

/** The name of the list in the folder of an export. */
export const OWN_FILES = '.blipscope-export.json';

/** About a hundred bytes for each of a million files. */
const MAX_LIST_BYTES = 128 * 1024 * 1024;

/** The files that exports wrote into a folder, as they were then. */
export class OwnFiles {
  readonly #files: Map<string, FileState>;

  constructor(files: Iterable<[string, FileState]> = []) {
    this.#files = new Map(files);
  }

  /** A list that is damaged or too large for one is empty: then no file is ours. */
  static async read(file: { readonly size: number; text(): Promise<string> } | null): Promise<OwnFiles> {
    if (file && file.size > MAX_LIST_BYTES) return new OwnFiles();
    try {
      const list: unknown = JSON.parse((await file?.text()) ?? '');
      return new OwnFiles(isList(list) ? Object.entries(list.files) : []);
    } catch {
      return new OwnFiles();
    }
  }

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  /** Whether an export wrote the file. */
  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Whether an export wrote the file, and nobody has changed it since. */
  isOwn(path: string, file: FileState): boolean {
    const own = this.#files.get(path);
    return own !== undefined && own.bytes === file.bytes && own.modified === file.modified;
  }

  /** An export wrote the file. */
  add(path: string, file: FileState): void {
    this.#files.set(path, file);
  }

  /** The file is no longer there. */
  delete(path: string): void {
    this.#files.delete(path);
  }

  /** As it is stored. */
  toJson(): string {
    return JSON.stringify({ writer: 'blipscope', files: Object.fromEntries(this.#files) });
  }
}

function isList(list: unknown): list is { files: Record<string, FileState> } {
  return (
    typeof list === 'object' &&
    list !== null &&
    'files' in list &&
    typeof list.files === 'object' &&
    list.files !== null &&
    Object.values(list.files).every(isState)
  );
}

function isState(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'bytes' in state && 'modified' in state;
}
