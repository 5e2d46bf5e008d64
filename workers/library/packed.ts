/** Zip files of bundles, kept for as long as the page may want to save them. */
import { type Folder, listNames, makeFolder, remove } from '../storage/opfs.ts';
import type { LibraryServices } from './services.ts';

const PACKED = 'packed';

export async function packedFolder({ openRoot }: LibraryServices): Promise<Folder> {
  return makeFolder(await openRoot(), PACKED);
}

/** Deletes the zip files that this tab and closed ones made. */
export async function sweepPacked(services: LibraryServices): Promise<void> {
  const { locks } = services;
  const folder = await packedFolder(services);
  for (const name of await listNames(folder)) {
    await locks.release(packedLock(name));
    await locks.ifFree(packedLock(name), () => remove(folder, name));
  }
}

export function packedLock(name: string): string {
  return `packed ${name}`;
}
