import type { BundleSink, FileWriter } from '../../model-export/io/byte-source.ts';
import type { Folder } from './opfs.ts';
import { OpfsFile } from './opfs-file.ts';

/** A bundle in the making, in a folder of its own: without its manifest, which is written last, it is none. */
export class OpfsBundleSink implements BundleSink {
  readonly #open = new Set<OpfsFile>();

  constructor(private readonly folder: Folder) {}

  async create(name: string): Promise<FileWriter> {
    const file = await OpfsFile.open(this.folder, name);
    this.#open.add(file);
    file.clear();
    return {
      write: async (bytes) => file.append(bytes),
      close: async () => {
        file.flush();
        file.close();
        this.#open.delete(file);
      },
    };
  }

  /** Closes what a failure left open, so that the folder can be deleted. */
  abandon(): void {
    for (const file of this.#open) file.close();
    this.#open.clear();
  }
}
