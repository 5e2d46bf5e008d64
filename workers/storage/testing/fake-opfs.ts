/** For tests: the part of OPFS that is used, in memory, with a quota, seen by several tabs. */

/** What the operations of one tab pass; a test can let them wait, fail, or stop for good. */
export interface Gate {
  /** Before every operation that the browser answers later. */
  pass(operation: string): Promise<void>;
  /** Before every operation of an open file, which the browser answers at once. */
  passNow(operation: string): void;
}

/** One per tab: a file that a tab has open is known by it. */
export const openGate = (): Gate => ({ pass: async () => {}, passNow: () => {} });

interface Disk {
  /** Bytes that may still be written. */
  free(): number;
  changed(): void;
}

interface Tab {
  disk: Disk;
  gate: Gate;
}

class FileData {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  lastModified = 0;
  /** The tab that has it open. */
  openIn: Gate | null = null;
}

class FolderData {
  readonly entries = new Map<string, Entry>();
  removed = false;
}

type Entry = FileData | FolderData;

class FakeFolder {
  readonly kind = 'directory';

  constructor(
    private readonly data: FolderData,
    private readonly tab: Tab,
  ) {}

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeFolder> {
    await this.#pass(`${this.#verb(name, create)} folder ${name}`);
    const entry = this.data.entries.get(name) ?? (create ? this.#add(name, new FolderData()) : null);
    if (entry instanceof FolderData) return new FakeFolder(entry, this.tab);
    throw entry ? mismatch(name) : notFound(name);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FakeFileHandle> {
    await this.#pass(`${this.#verb(name, create)} file ${name}`);
    if (name.includes('/') || name === '..') throw new TypeError(`"${name}" is no name`);
    const entry = this.data.entries.get(name) ?? (create ? this.#add(name, new FileData()) : null);
    if (entry instanceof FileData) return new FakeFileHandle(name, entry, this.tab);
    throw entry ? mismatch(name) : notFound(name);
  }

  /** As browsers do it: one file after the other, so that a tab may be closed half-way. */
  async removeEntry(name: string, _options: { recursive?: boolean } = {}): Promise<void> {
    await this.#pass(`remove ${name}`);
    const entry = this.data.entries.get(name);
    if (!entry) throw notFound(name);
    if (isOpen(entry)) throw new DOMException(`${name} is open`, 'NoModificationAllowedError');
    if (entry instanceof FolderData) {
      const folder = new FakeFolder(entry, this.tab);
      for (const child of [...entry.entries.keys()]) await folder.removeEntry(child);
      entry.removed = true;
    }
    this.data.entries.delete(name);
    this.tab.disk.changed();
  }

  async *keys(): AsyncGenerator<string> {
    await this.#pass('list');
    for (const name of [...this.data.entries.keys()]) yield name;
  }

  async #pass(operation: string): Promise<void> {
    await this.tab.gate.pass(operation);
    if (this.data.removed) throw notFound('the folder');
  }

  #verb(name: string, create: boolean): string {
    return create && !this.data.entries.has(name) ? 'make' : 'find';
  }

  #add<T extends Entry>(name: string, entry: T): T {
    this.data.entries.set(name, entry);
    this.tab.disk.changed();
    return entry;
  }
}

class FakeFileHandle {
  readonly kind = 'file';

  constructor(
    readonly name: string,
    private readonly data: FileData,
    private readonly tab: Tab,
  ) {}

  async getFile(): Promise<File> {
    await this.tab.gate.pass(`get ${this.name}`);
    return new GatedFile(this.data, this.name, this.tab.gate);
  }

  async createSyncAccessHandle(): Promise<FakeSyncHandle> {
    await this.tab.gate.pass(`open ${this.name}`);
    if (this.data.openIn) throw new DOMException(`${this.name} is open`, 'NoModificationAllowedError');
    this.data.openIn = this.tab.gate;
    return new FakeSyncHandle(this.name, this.data, this.tab);
  }
}

class GatedFile extends File {
  readonly #gate: Gate;

  constructor({ bytes, lastModified }: FileData, name: string, gate: Gate) {
    super([bytes.slice()], name, { lastModified });
    this.#gate = gate;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    await this.#gate.pass(`read ${this.name}`);
    return super.arrayBuffer();
  }

  override async text(): Promise<string> {
    await this.#gate.pass(`read ${this.name}`);
    return super.text();
  }
}

let clock = 0;

class FakeSyncHandle {
  constructor(
    private readonly name: string,
    private readonly data: FileData,
    private readonly tab: Tab,
  ) {}

  getSize = () => this.#opened().bytes.byteLength;

  read(to: Uint8Array, { at = 0 } = {}): number {
    this.tab.gate.passNow(`read ${this.name}`);
    const bytes = this.#opened().bytes.subarray(at, at + to.byteLength);
    to.set(bytes);
    return bytes.byteLength;
  }

  write(from: Uint8Array, { at = 0 } = {}): number {
    const file = this.#opened();
    try {
      this.tab.gate.passNow(`write ${this.name}`);
    } catch (error) {
      // Stopped half-way.
      this.#put(file, from.subarray(0, from.byteLength >> 1), at);
      throw error;
    }
    const growth = Math.max(0, at + from.byteLength - file.bytes.byteLength);
    if (growth > this.tab.disk.free()) throw new DOMException('full', 'QuotaExceededError');
    this.#put(file, from, at);
    return from.byteLength;
  }

  truncate(size: number): void {
    this.tab.gate.passNow(`truncate ${this.name}`);
    const file = this.#opened();
    file.bytes = file.bytes.slice(0, size);
    this.tab.disk.changed();
  }

  flush(): void {
    this.tab.gate.passNow(`flush ${this.name}`);
    this.#opened();
  }

  close(): void {
    if (this.data.openIn === this.tab.gate) this.data.openIn = null;
  }

  #put(file: FileData, from: Uint8Array, at: number): void {
    const bytes = new Uint8Array(Math.max(file.bytes.byteLength, at + from.byteLength));
    bytes.set(file.bytes);
    bytes.set(from, at);
    Object.assign(file, { bytes, lastModified: ++clock });
    this.tab.disk.changed();
  }

  #opened(): FileData {
    if (this.data.openIn === this.tab.gate) return this.data;
    throw new DOMException('closed', 'InvalidStateError');
  }
}

export class FakeOpfs {
  /** Maximum bytes of all files. */
  quota = Number.POSITIVE_INFINITY;
  /** Counts the changes by tabs. */
  changes = 0;
  readonly #root = new FolderData();

  used(): number {
    return sum(this.#root, (file) => file.bytes.byteLength);
  }

  /** Files that a worker has open. */
  openFiles(): number {
    return sum(this.#root, (file) => (file.openIn ? 1 : 0));
  }

  /** The root as one tab sees it, under the type name of the page. */
  folder(gate: Gate = openGate()): FileSystemDirectoryHandle {
    const disk = { free: () => this.quota - this.used(), changed: () => void this.changes++ };
    const root = new FakeFolder(this.#root, { gate, disk });
    // The fake has only the members that are used.
    return root as unknown as FileSystemDirectoryHandle;
  }

  /** Paths of all files, sorted. */
  paths(): string[] {
    return pathsIn(this.#root, '').sort();
  }

  read(path: string): Uint8Array<ArrayBuffer> {
    return this.#find(path).bytes;
  }

  /** Changes the bytes of a file in place. */
  edit(path: string, change: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>): void {
    const file = this.#find(path);
    file.bytes = change(file.bytes);
  }

  /** Closes everything that a tab had open. */
  closeTab(gate: Gate): void {
    visit(this.#root, (file) => {
      if (file.openIn === gate) file.openIn = null;
    });
  }

  #find(path: string): FileData {
    let entry: Entry | undefined = this.#root;
    for (const name of path.split('/'))
      entry = entry instanceof FolderData ? entry.entries.get(name) : undefined;
    if (entry instanceof FileData) return entry;
    throw notFound(path);
  }
}

function visit(entry: Entry, act: (file: FileData) => void): void {
  if (entry instanceof FileData) act(entry);
  else for (const child of entry.entries.values()) visit(child, act);
}

function sum(entry: Entry, count: (file: FileData) => number): number {
  let total = 0;
  visit(entry, (file) => {
    total += count(file);
  });
  return total;
}

function isOpen(entry: Entry): boolean {
  return sum(entry, (file) => (file.openIn ? 1 : 0)) > 0;
}

function pathsIn(folder: FolderData, prefix: string): string[] {
  return [...folder.entries].flatMap(([name, entry]) =>
    entry instanceof FileData ? [prefix + name] : pathsIn(entry, `${prefix}${name}/`),
  );
}

function notFound(name: string): DOMException {
  return new DOMException(`there is no ${name}`, 'NotFoundError');
}

function mismatch(name: string): DOMException {
  return new DOMException(`${name} is of another kind`, 'TypeMismatchError');
}
