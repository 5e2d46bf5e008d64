import type { Page } from '@playwright/test';

/** What the library has in OPFS. */
export interface Stored {
  /** Keys of bundles that would be listed, complete and with the right SHA-256s. */
  whole: string[];
  /** Paths of files of such bundles that are missing or have other bytes. */
  damage: string[];
  /** Folders in which work was broken off. */
  unfinished: string[];
}

/** Reads every file of every bundle. */
export function storedBundles(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const found: Stored = { whole: [], damage: [], unfinished: [] };
    const none = () => null;
    const root = await navigator.storage.getDirectory();
    const app = await root.getDirectoryHandle('blipscope');
    const bundles = await app.getDirectoryHandle('bundles').catch(none);
    const sha256 = async (file: File) =>
      Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
    for await (const [key, folder] of bundles?.entries() ?? []) {
      if (!(folder instanceof FileSystemDirectoryHandle)) continue;
      const fileOf = async (name: string) => (await folder.getFileHandle(name).catch(none))?.getFile();
      const text = (await (await fileOf('blipscope.json'))?.text()) ?? '';
      if (!text.trimEnd().endsWith('}')) {
        found.unfinished.push(key);
        continue;
      }
      found.whole.push(key);
      const files: Record<string, { sha256: string }> = JSON.parse(text).files;
      for (const [name, expected] of Object.entries(files)) {
        const file = await fileOf(name);
        if (!file || (await sha256(file)) !== expected.sha256) found.damage.push(`${key}/${name}`);
      }
    }
    return found;
  });
}
