import { configure, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { Locks } from '../../library/locks.ts';
import { type Folder, findFile, listNames, makeFolder, remove } from '../../storage/opfs.ts';
import { OpfsFile } from '../../storage/opfs-file.ts';
import { forPage } from '../errors.ts';
import type { Sink } from './sink.ts';

configure({ useWebWorkers: false });

/** Zip files that the page may still be saving: a folder for each. */
const EXPORTS = 'exports';
/** Of files that are compressed already. */
const PACKED = /\.(jpe?g|jfif|png|gif|webp|avif|heic|heif|tar|parquet)$/i;

export interface ZipServices {
  openRoot: () => Promise<Folder>;
  locks: Locks;
  newId: () => string;
}

/** Writes a zip file into the browser's private file system, so that memory does not grow with it. */
export class ZipSink implements Sink {
  readonly #zip: ZipWriter<unknown>;

  private constructor(
    private readonly exports: Folder,
    private readonly id: string,
    private readonly folder: Folder,
    private readonly name: string,
    private readonly file: OpfsFile,
  ) {
    const to = new WritableStream<Uint8Array>({ write: (bytes) => file.append(bytes) });
    this.#zip = new ZipWriter(to);
  }

  /** Deletes zip files of closed tabs and earlier exports of this one. @throws {StorageError} */
  static async open({ openRoot, locks, newId }: ZipServices, name: string): Promise<ZipSink> {
    const exports = await makeFolder(await openRoot(), EXPORTS);
    for (const id of await listNames(exports)) {
      await locks.release(lockOf(id));
      await locks.ifFree(lockOf(id), () => remove(exports, id));
    }
    const id = newId();
    await locks.hold(lockOf(id));
    const folder = await makeFolder(exports, id);
    const file = `${name.replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'export'}.zip`;
    return new ZipSink(exports, id, folder, file, await OpfsFile.open(folder, file));
  }

  async write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    let bytes = 0;
    const iterator = chunks[Symbol.asyncIterator]();
    const stream = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done) return controller.close();
        bytes += next.value.length;
        controller.enqueue(next.value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    });
    try {
      await this.#zip.add(path, stream, { level: PACKED.test(path) ? 0 : 6 });
    } catch (error) {
      throw forPage(error);
    }
    return bytes;
  }

  async openExisting(): Promise<null> {
    return null;
  }

  async finish(): Promise<File> {
    await this.#zip.close();
    this.file.flush();
    this.file.close();
    return (await findFile(this.folder, this.name))!;
  }

  async discard(): Promise<void> {
    this.file.close();
    await remove(this.exports, this.id);
  }
}

function lockOf(id: string): string {
  return `export ${id}`;
}
