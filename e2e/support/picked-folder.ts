import type { Page } from '@playwright/test';

const NAME = 'picked';

/** A folder of the browser's private file system, which the page gets where a person would pick one of the disk. */
export class PickedFolder {
  constructor(private readonly page: Page) {}

  /** Before the page is opened. */
  async offer(): Promise<void> {
    await this.page.addInitScript((name) => {
      const pick = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(name);
      Object.assign(globalThis, { showDirectoryPicker: pick });
    }, NAME);
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.page.evaluate(
      async ({ folder, name, bytes }) => {
        const root = await navigator.storage.getDirectory();
        const file = await (await root.getDirectoryHandle(folder, { create: true })).getFileHandle(name, {
          create: true,
        });
        const writable = await file.createWritable();
        await writable.write(Uint8Array.from(bytes));
        await writable.close();
      },
      { folder: NAME, name, bytes: [...bytes] },
    );
  }

  async bytes(name: string): Promise<Uint8Array> {
    const bytes = await this.page.evaluate(
      async ({ folder, name }) => {
        const root = await navigator.storage.getDirectory();
        const handle = await (await root.getDirectoryHandle(folder)).getFileHandle(name);
        return [...new Uint8Array(await (await handle.getFile()).arrayBuffer())];
      },
      { folder: NAME, name },
    );
    return Uint8Array.from(bytes);
  }

  async read(name: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(name));
  }

  /** Milliseconds since 1970. */
  async modified(name: string): Promise<number> {
    return this.page.evaluate(
      async ({ folder, name }) => {
        const root = await navigator.storage.getDirectory();
        const handle = await (await root.getDirectoryHandle(folder)).getFileHandle(name);
        return (await handle.getFile()).lastModified;
      },
      { folder: NAME, name },
    );
  }

  /** Sorted. */
  async names(): Promise<string[]> {
    return this.page.evaluate(async (folder) => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getDirectoryHandle(folder);
      const names: string[] = [];
      // The types of the DOM have no iterators of folders.
      for await (const name of (handle as unknown as { keys(): AsyncIterable<string> }).keys())
        names.push(name);
      return names.sort();
    }, NAME);
  }

  async remove(name: string): Promise<void> {
    await this.page.evaluate(
      async ({ folder, name }) => {
        const root = await navigator.storage.getDirectory();
        await (await root.getDirectoryHandle(folder)).removeEntry(name);
      },
      { folder: NAME, name },
    );
  }
}
