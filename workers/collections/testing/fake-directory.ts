/** For tests: a picked folder in memory, with permission and a disk that can be removed. */

type Entry = FakeDirectory | FakePickedFile;

/** What all folders of one disk share. */
interface Disk {
  permission: PermissionState;
  removed: boolean;
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
}

/** Its contents are private, so that a stored handle is a plain object, as an opaque one. */
export class FakeDirectory {
  readonly kind = 'directory';
  readonly disk: Disk;
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly name: string,
    disk: Disk = { permission: 'granted', removed: false },
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

  async getDirectoryHandle(name: string): Promise<FakeDirectory> {
    requireDisk(this.disk);
    const entry = this.#entries.get(name);
    if (entry instanceof FakeDirectory) return entry;
    throw notFound(name);
  }

  async getFileHandle(name: string): Promise<FakePickedFile> {
    requireDisk(this.disk);
    const entry = this.#entries.get(name);
    if (entry instanceof FakePickedFile) return entry;
    throw notFound(name);
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
