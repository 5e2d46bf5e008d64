import type { Context } from '../serve/serve.ts';
import { reading, StorageError } from '../storage/errors.ts';
import { type Folder, findFile } from '../storage/opfs.ts';
import { OpfsFile } from '../storage/opfs-file.ts';
import { bundleFiles } from './bundles.ts';
import { sweepPacked, withPackedFolder } from './packed.ts';
import { type LibraryServices, namingRoom, throttleProgress } from './services.ts';
import { writeZip } from './zip.ts';

/** Writes the bundle as a zip file, which stays readable until the next one is packed or this tab is closed. */
export async function packBundle(
  services: LibraryServices,
  key: string,
  context: Context<'pack'>,
): Promise<File> {
  await sweepPacked(services);
  return withPackedFolder(services, (folder) => packInto(folder, services, key, context));
}

async function packInto(
  folder: Folder,
  services: LibraryServices,
  key: string,
  { progress, signal }: Context<'pack'>,
): Promise<File> {
  const files = await bundleFiles(services, key);
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const onBytes = throttleProgress((doneBytes) => progress({ doneBytes, totalBytes }));
  const out = await OpfsFile.open(folder, `${key}.zip`);
  try {
    const to = new WritableStream<Uint8Array>({ write: (bytes) => out.append(bytes) });
    const writing = { purpose: 'The zip file', bytes: totalBytes, written: () => out.size };
    await namingRoom(services, writing, async () => {
      await reading(writeZip(files, to, (bytes) => onBytes(bytes, totalBytes), signal));
      out.flush();
    });
  } catch (error) {
    signal.throwIfAborted();
    // Deleted in another tab: that is the reason then.
    if (!(error instanceof StorageError) || error.code !== 'storage-full') await bundleFiles(services, key);
    throw error;
  } finally {
    out.close();
  }
  return (await findFile(folder, `${key}.zip`))!;
}
