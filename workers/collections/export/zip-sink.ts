import { configure, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { forPage } from '../errors.ts';
import type { Sink } from './sink.ts';
import { openZipFile, type ZipFile, type ZipServices } from './zip-file.ts';

configure({ useWebWorkers: false });

/** Of files that are compressed already. */
const PACKED = /\.(jpe?g|jfif|png|gif|webp|avif|heic|heif|tar|parquet)$/i;

/** Writes a zip file. */
export class ZipSink implements Sink {
  readonly #zip: ZipWriter<unknown>;

  private constructor(private readonly file: ZipFile) {
    const to = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (bytes) => file.append(bytes) });
    this.#zip = new ZipWriter(to);
  }

  /** @throws {StorageError} */
  static async open(services: ZipServices, name: string): Promise<ZipSink> {
    const file = `${name.replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'export'}.zip`;
    return new ZipSink(await openZipFile(services, file));
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
    return this.file.finish();
  }

  discard(): Promise<void> {
    return this.file.discard();
  }
}
