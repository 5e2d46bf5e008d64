/** Where downloads are kept: by key, so that what two revisions share is there once. */
export interface DownloadStore {
  open(key: string): Promise<StoredFile>;
}

/** A file in the making; each call has taken effect when it resolves, and outlives a process killed afterwards. */
export interface StoredFile {
  /** Bytes so far. */
  readonly length: number;
  readonly finished: boolean;
  /** The version that the bytes so far belong to. */
  readonly etag: string | null;
  append(bytes: Uint8Array): Promise<void>;
  /** Drops all bytes, also of a finished file; those that follow belong to `etag`. */
  restart(etag: string | null): Promise<void>;
  /** Bytes [start, end), all of them there. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** All bytes are there and verified. */
  finish(): Promise<void>;
  close(): Promise<void>;
}
