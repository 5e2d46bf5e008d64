import type { CopyProgress } from '../../core/protocol/index.ts';
import type { Context } from '../serve/serve.ts';
import { findFile, remove } from '../storage/opfs.ts';
import { OpfsFile } from '../storage/opfs-file.ts';
import { bundleFiles, packedFolder, packedLock, sweepPacked } from './bundles.ts';
import { type LibraryServices, throttleProgress } from './services.ts';
import { writeZip } from './zip.ts';

/** Writes the bundle as a zip file, which stays readable until the next one is packed or this tab is closed. */
export async function packBundle(
  services: LibraryServices,
  key: string,
  { progress, signal }: Context<'pack'>,
): Promise<File> {
  await sweepPacked(services);
  const files = await bundleFiles(services, key);
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const onBytes = throttleProgress((doneBytes) => progress({ doneBytes, totalBytes } satisfies CopyProgress));
  const folder = await packedFolder(services);
  const name = `${key}.zip`;
  return services.locks.exclusively(`packing ${key}`, async () => {
    const out = await OpfsFile.open(folder, name);
    try {
      out.clear();
      const to = new WritableStream<Uint8Array>({ write: (bytes) => out.append(bytes) });
      await writeZip(files, to, (bytes) => onBytes(bytes, totalBytes), signal);
      out.flush();
    } catch (error) {
      out.close();
      await remove(folder, name);
      signal.throwIfAborted();
      throw error;
    }
    out.close();
    await services.locks.hold(packedLock(name));
    return (await findFile(folder, name))!;
  });
}
