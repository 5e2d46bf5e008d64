/** For tests: a picked folder in memory, with permission and a disk that can be removed. */

type Entry = FakeDirectory | FakePickedFile;

/** What all folders of one disk share. */
class Disk {
  permission: PermissionState = 'granted';
  removed = false;
  /** Bytes that may still be written. */
  free = Number.POSITIVE_INFINITY;
  /** The time of the next file that is written. */
  clock = 1_000_000;
  // Private, so that a stored handle is a plain object.
  #onWrite = async (): Promise<void> => {};

  /** Does something once, before the next bytes are written. */
  beforeWrite(job: () => Promise<void>): void {
    this.#onWrite = job;
  }

  async written(): Promise<void> {
    const job = this.#onWrite;
    this.#onWrite = async () => {};
    await job();
  }
}

class FakePickedFile {
  readonly kind = 'file';
  readonly #disk: Disk;
  #file: File;

  constructor(
    readonly name: string,
    file: File,
    disk: Disk,
  ) {
    this.#file = file;
    this.#disk = disk;
  }

  async getFile(): Promise<File> {
    requireDisk(this.#disk);
    return this.#file;
  }

  async createWritable({ keepExistingData = false } = {}): Promise<FakeWritable> {
    requireDisk(this.#disk);
    const before = keepExistingData ? await this.#file.arrayBuffer() : new ArrayBuffer();
    return new FakeWritable(this.#disk, new Uint8Array(before), (bytes) => {
      this.#file = new File([bytes], this.name, { lastModified: ++this.#disk.clock });
    });
  }
}

class FakeWritable {
  #position = 0;

  constructor(
    private readonly disk: Disk,
    private bytes: Uint8Array<ArrayBuffer>,
    private readonly onClose: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {}

  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    requireDisk(this.disk);
    await this.disk.written();
    this.disk.free -= chunk.length;
    if (this.disk.free < 0) throw new DOMException('full', 'QuotaExceededError');
    const end = this.#position + chunk.length;
    await this.truncate(Math.max(end, this.bytes.length));
    this.bytes.set(chunk, this.#position);
    this.#position = end;
  }

  async seek(position: number): Promise<void> {
    this.#position = position;
  }

  async truncate(size: number): Promise<void> {
    const bytes = new Uint8Array(size);
    bytes.set(this.bytes.subarray(0, size));
    this.bytes = bytes;
  }

  async close(): Promise<void> {
    this.onClose(this.bytes);
  }

  async abort(): Promise<void> {}
}

/** Its contents are private, so that a stored handle is a plain object, as an opaque one. */
export class FakeDirectory {
  readonly kind = 'directory';
  readonly disk: Disk;
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly name: string,
    disk = new Disk(),
  ) {
    this.disk = disk;
  }

  /** Adds or replaces a file; folders on the way are created. */
  add(path: string, content: string | Uint8Array<ArrayBuffer>, lastModified = 1000): this {
    const [first, ...rest] = path.split('/');
    if (rest.length === 0) {
      const file = new File([content], first!, { lastModified });
      this.#entries.set(first!, new FakePickedFile(first!, file, this.disk));
    } else this.#folder(first!).add(rest.join('/'), content, lastModified);
    return this;
  }

  delete(path: string): void {
    const [first, ...rest] = path.split('/');
    if (rest.length === 0) this.#entries.delete(first!);
    else this.#folder(first!).delete(rest.join('/'));
  }

  async *entries(): AsyncGenerator<[string, Entry]> {
    requireDisk(this.disk);
    yield* this.#entries;
  }

  async *keys(): AsyncGenerator<string> {
    requireDisk(this.disk);
    yield* this.#entries.keys();
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeDirectory> {
    requireDisk(this.disk);
    const entry = create ? this.#folder(name) : this.#entries.get(name);
    if (entry instanceof FakeDirectory) return entry;
    throw notFound(name);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FakePickedFile> {
    requireDisk(this.disk);
    if (create && !this.#entries.has(name)) this.add(name, '');
    const entry = this.#entries.get(name);
    if (entry instanceof FakePickedFile) return entry;
    throw notFound(name);
  }

  async removeEntry(name: string): Promise<void> {
    requireDisk(this.disk);
    const entry = this.#entries.get(name);
    if (!entry) throw notFound(name);
    if (entry instanceof FakeDirectory && entry.#entries.size > 0)
      throw new DOMException('not empty', 'InvalidModificationError');
    this.#entries.delete(name);
  }

  /** The text of a file; null where there is none. */
  async read(path: string): Promise<string | null> {
    const [first, ...rest] = path.split('/');
    const entry = this.#entries.get(first!);
    if (entry instanceof FakeDirectory) return entry.read(rest.join('/'));
    return entry ? (await entry.getFile()).text() : null;
  }

  /** Of all files, sorted. */
  paths(prefix = ''): string[] {
    return [...this.#entries]
      .flatMap(([name, entry]) =>
        entry instanceof FakeDirectory ? entry.paths(`${prefix}${name}/`) : [prefix + name],
      )
      .sort();
  }

  async queryPermission(): Promise<PermissionState> {
    return this.disk.permission;
  }

  async isSameEntry(other: { name: string }): Promise<boolean> {
    return other.name === this.name;
  }

  /** Under the type name of the page. */
  handle(): FileSystemDirectoryHandle {
    // The fake has only the members that are used.
    return this as unknown as FileSystemDirectoryHandle;
  }

  #folder(name: string): FakeDirectory {
    const entry = this.#entries.get(name) ?? new FakeDirectory(name, this.disk);
    if (!(entry instanceof FakeDirectory)) throw new TypeError(`${name} is a file`);
    this.#entries.set(name, entry);
    return entry;
  }
}

function requireDisk({ permission, removed }: Disk): void {
  if (permission !== 'granted') throw new DOMException('not allowed', 'NotAllowedError');
  if (removed) throw notFound('the folder');
}

function notFound(name: string): DOMException {
  return new DOMException(`there is no ${name}`, 'NotFoundError');
}
