import type { FileState } from '../../capfilt/index.ts';

/** Where the files of a collection are read. */
export interface FileSource {
  /** Every file but those that systems and programs add, in no order. Paths are unique. */
  list(): AsyncIterable<SourceFile>;
  /** @throws {CollectionError} ('file-missing', 'no-permission', 'not-an-archive') */
  open(path: string): Promise<File>;
  /**
   * Tells why no file can be read any more, after one could not.
   *
   * @throws {CollectionError} ('file-missing', 'no-permission'); resolves if other files can be read.
   */
  check(): Promise<void>;
}

export interface SourceFile {
  path: string;
  /** As `FileSource.open`. */
  state(): Promise<FileState>;
  /** As `FileSource.open`. */
  open(): Promise<File>;
}

const SYSTEM_FILES = new Set(['thumbs.db', 'desktop.ini']);
const SYSTEM_FOLDERS = new Set(['__macosx', '@eadir']);

/** Whether a file is one that a person does not know of: hidden files, previews of systems. */
export function isSystemFile(path: string): boolean {
  const folders = path.toLowerCase().split('/');
  const name = folders.pop()!;
  return name.startsWith('.') || SYSTEM_FILES.has(name) || folders.some(isSystemFolder);
}

/** The name of one folder. */
export function isSystemFolder(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FOLDERS.has(name.toLowerCase());
}

export function stateOf({ size, lastModified }: File): FileState {
  return { bytes: size, modified: lastModified };
}
