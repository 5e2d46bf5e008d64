/** Where an export goes. */
export interface Sink {
  /**
   * Writes a file as a whole or not at all. Returns its bytes, or null if the file is there and is not ours.
   *
   * @throws what reading the chunks throws; {CollectionError} ('storage-full', 'no-permission').
   */
  write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number | null>;
  /** A file that is at the target already, and may be replaced after it was read, because it is merged. */
  openExisting(path: string): Promise<File | null>;
  /** Everything is written. Returns the archive, if the target is one. */
  finish(): Promise<File | null>;
  /** Deletes what this export has created. */
  discard(): Promise<void>;
}

/** Counts bytes, and writes nothing. */
export class DrySink implements Sink {
  constructor(
    private readonly target: Pick<Sink, 'openExisting'> & { isFree(path: string): Promise<boolean> },
  ) {}

  async write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number | null> {
    if (!(await this.target.isFree(path))) return null;
    let bytes = 0;
    for await (const chunk of chunks) bytes += chunk.length;
    return bytes;
  }

  openExisting(path: string): Promise<File | null> {
    return this.target.openExisting(path);
  }

  async finish(): Promise<null> {
    return null;
  }

  async discard(): Promise<void> {}
}
