/** Zip files of bundles, which the page may still be saving: each in a folder of its own. */
import { randomId } from '../../core/random-id.ts';
import { type Folder, listNames, makeFolder, remove } from '../storage/opfs.ts';
import type { LibraryServices } from './services.ts';

const PACKED = 'packed';

/** Runs the job with a new folder for a zip file. The folder stays for this tab, unless the job fails. */
export async function withPackedFolder<T>(
  services: LibraryServices,
  job: (folder: Folder) => Promise<T>,
): Promise<T> {
  const { locks } = services;
  const packed = await makeFolder(await services.openRoot(), PACKED);
  const name = randomId();
  return locks.exclusively(packingLock(name), async () => {
    await locks.hold(packedLock(name));
    try {
      return await job(await makeFolder(packed, name));
    } catch (error) {
      await remove(packed, name).catch(() => {});
      await locks.release(packedLock(name));
      throw error;
    }
  });
}

/** Deletes the finished zip files of this tab and all of closed tabs. */
export async function sweepPacked({ openRoot, locks }: LibraryServices): Promise<void> {
  const packed = await makeFolder(await openRoot(), PACKED);
  for (const name of await listNames(packed)) {
    await locks.ifFree(packingLock(name), async () => {
      await locks.release(packedLock(name));
      await locks.ifFree(packedLock(name), () => remove(packed, name));
    });
  }
}

/** Held while it is written. */
function packingLock(name: string): string {
  return `packing ${name}`;
}

/** Held by the tab that may read it. */
function packedLock(name: string): string {
  return `packed ${name}`;
}
