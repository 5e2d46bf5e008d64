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

export function stateOf({ size, lastModified }: File): FileState {
  return { bytes: size, modified: lastModified };
}
