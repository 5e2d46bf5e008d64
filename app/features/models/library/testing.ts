/** For tests: a folder on disk, in memory. */
import type { PickedFile } from '../../../../core/protocol';

/** What is asked of the disk passes here: a test may let it fail, or stop for good. */
export type Gate = (operation: string) => Promise<void>;

export class MemoryFolder {
  readonly entries = new Map<string, string | MemoryFolder>();

  constructor(
    readonly name: string,
    readonly gate: Gate = async () => {},
  ) {}

  handle(): FileSystemDirectoryHandle {
    // The fake has only the members that are used.
    return this as unknown as FileSystemDirectoryHandle;
  }

  /** Paths of all files, and what they hold. */
  texts(prefix = ''): Record<string, string> {
    const found = [...this.entries].map(([name, entry]) =>
      entry instanceof MemoryFolder ? entry.texts(`${prefix}${name}/`) : { [prefix + name]: entry },
    );
    return Object.assign({}, ...found);
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    await this.gate(`folder ${name}`);
    if (create && !this.entries.has(name)) this.entries.set(name, new MemoryFolder(name, this.gate));
    const entry = this.entries.get(name);
    if (entry instanceof MemoryFolder) return entry;
    throw new DOMException(name, entry === undefined ? 'NotFoundError' : 'TypeMismatchError');
  }

  async getFileHandle(name: string) {
    await this.gate(`file ${name}`);
    this.entries.set(name, '');
    return { createWritable: async () => this.#writable(name) };
  }

  async removeEntry(name: string): Promise<void> {
    await this.gate(`remove ${name}`);
    const entry = this.entries.get(name);
    if (entry instanceof MemoryFolder && entry.entries.size > 0) {
      throw new DOMException(name, 'InvalidModificationError');
    }
    this.entries.delete(name);
  }

  /** Writes to a copy, which takes the file's place when it is closed. */
  async #writable(name: string) {
    await this.gate(`open ${name}`);
    let text = '';
    return {
      write: async (piece: Uint8Array) => {
        await this.gate(`write ${name}`);
        text += new TextDecoder().decode(piece);
      },
      close: async () => {
        await this.gate(`close ${name}`);
        this.entries.set(name, text);
      },
      abort: async () => {},
    };
  }
}

/** A file that the browser can no longer read. */
export function unreadable(path: string): PickedFile {
  const file = new File(['x'], path);
  const error = new DOMException('gone', 'NotReadableError');
  file.stream = () => new ReadableStream({ pull: (to) => to.error(error) });
  return { path, file };
}
