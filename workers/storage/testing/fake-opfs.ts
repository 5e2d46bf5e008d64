/** For tests: the part of OPFS that is used, in memory, with a quota. */

interface Disk {
  /** Bytes that may still be written. */
  free(): number;
}

class FakeFile {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  lastModified = 0;
  open = false;
}

type Entry = FakeFile | FakeFolder;

export class FakeFolder {
  readonly kind = 'directory';
  readonly entries = new Map<string, Entry>();

  constructor(readonly disk: Disk) {}

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeFolder> {
    const entry = this.entries.get(name) ?? (create ? this.#add(name, new FakeFolder(this.disk)) : null);
    if (entry instanceof FakeFolder) return entry;
    throw notFound(name);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FakeFileHandle> {
    if (name.includes('/') || name === '..') throw new TypeError(`"${name}" is no name`);
    const entry = this.entries.get(name) ?? (create ? this.#add(name, new FakeFile()) : null);
    if (entry instanceof FakeFile) return new FakeFileHandle(name, entry, this.disk);
    throw notFound(name);
  }

  async removeEntry(name: string, _options: { recursive?: boolean } = {}): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) throw notFound(name);
    if (openFiles(entry) > 0) throw new DOMException(`${name} is open`, 'NoModificationAllowedError');
    this.entries.delete(name);
  }

  async *keys(): AsyncGenerator<string> {
    for (const name of [...this.entries.keys()]) yield name;
  }

  #add<T extends Entry>(name: string, entry: T): T {
    this.entries.set(name, entry);
    return entry;
  }
}

class FakeFileHandle {
  readonly kind = 'file';

  constructor(
    readonly name: string,
    private readonly file: FakeFile,
    private readonly disk: Disk,
  ) {}

  async getFile(): Promise<File> {
    return new File([this.file.bytes.slice()], this.name, { lastModified: this.file.lastModified });
  }

  async createSyncAccessHandle(): Promise<FakeSyncHandle> {
    if (this.file.open) throw new DOMException(`${this.name} is open`, 'NoModificationAllowedError');
    this.file.open = true;
    return new FakeSyncHandle(this.file, this.disk);
  }
}

let clock = 0;

class FakeSyncHandle {
  constructor(
    private readonly file: FakeFile,
    private readonly disk: Disk,
  ) {}

  getSize = () => this.#opened().bytes.byteLength;

  read(to: Uint8Array, { at = 0 } = {}): number {
    const bytes = this.#opened().bytes.subarray(at, at + to.byteLength);
    to.set(bytes);
    return bytes.byteLength;
  }

  write(from: Uint8Array, { at = 0 } = {}): number {
    const file = this.#opened();
    const size = Math.max(file.bytes.byteLength, at + from.byteLength);
    if (size - file.bytes.byteLength > this.disk.free()) {
      throw new DOMException('full', 'QuotaExceededError');
    }
    const bytes = new Uint8Array(size);
    bytes.set(file.bytes);
    bytes.set(from, at);
    Object.assign(file, { bytes, lastModified: ++clock });
    return from.byteLength;
  }

  truncate(size: number): void {
    const file = this.#opened();
    file.bytes = file.bytes.slice(0, size);
  }

  flush(): void {
    this.#opened();
  }

  close(): void {
    this.file.open = false;
  }

  #opened(): FakeFile {
    if (this.file.open) return this.file;
    throw new DOMException('closed', 'InvalidStateError');
  }
}

export class FakeOpfs {
  /** Maximum bytes of all files. */
  quota = Number.POSITIVE_INFINITY;
  readonly root: FakeFolder = new FakeFolder({ free: () => this.quota - this.used() });

  used(): number {
    return sum(this.root, (file) => file.bytes.byteLength);
  }

  /** Files that a worker has open. */
  openFiles(): number {
    return openFiles(this.root);
  }

  /** Under the type name of the page. */
  folder(): FileSystemDirectoryHandle {
    // The fake has only the members that are used.
    return this.root as unknown as FileSystemDirectoryHandle;
  }

  /** Paths of all files, sorted. */
  paths(): string[] {
    return pathsIn(this.root, '').sort();
  }

  /** Changes the bytes of a file in place. */
  edit(path: string, change: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>): void {
    const file = this.#find(path);
    file.bytes = change(file.bytes);
  }

  /** Closes everything that the tab had open. */
  closeTab(): void {
    visit(this.root, (file) => {
      file.open = false;
    });
  }

  #find(path: string): FakeFile {
    let entry: Entry | undefined = this.root;
    for (const name of path.split('/'))
      entry = entry instanceof FakeFolder ? entry.entries.get(name) : undefined;
    if (entry instanceof FakeFile) return entry;
    throw notFound(path);
  }
}

function visit(entry: Entry, act: (file: FakeFile) => void): void {
  if (entry instanceof FakeFile) act(entry);
  else for (const child of entry.entries.values()) visit(child, act);
}

function sum(entry: Entry, count: (file: FakeFile) => number): number {
  let total = 0;
  visit(entry, (file) => {
    total += count(file);
  });
  return total;
}

function openFiles(entry: Entry): number {
  return sum(entry, (file) => (file.open ? 1 : 0));
}

function pathsIn(folder: FakeFolder, prefix: string): string[] {
  return [...folder.entries].flatMap(([name, entry]) =>
    entry instanceof FakeFile ? [prefix + name] : pathsIn(entry, `${prefix}${name}/`),
  );
}

function notFound(name: string): DOMException {
  return new DOMException(`there is no ${name}`, 'NotFoundError');
}
