import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';

/** The open folder. */
export class Folder {
  /** How far its run is. */
  readonly bar: Locator;
  readonly tiles: Locator;

  constructor(readonly page: Page) {
    this.bar = page.getByRole('region', { name: 'Folder' });
    this.tiles = page.getByRole('listbox', { name: 'Pictures of the folder' }).getByRole('option');
  }

  tile(name: string): Locator {
    return this.tiles.and(this.page.getByTitle(name));
  }

  /** Chooses a folder in the system's dialog. */
  async choose(path: string): Promise<void> {
    await this.page.getByTestId('folder-input').setInputFiles(path);
    await this.tiles.first().waitFor();
  }

  /** Captions what is not captioned. */
  async start(): Promise<void> {
    await this.page.getByRole('button', { name: /^Caption \d/ }).click();
  }

  /** Exports text files, and returns them by their names. */
  async exportZip(): Promise<Record<string, string>> {
    await this.page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: 'Save as zip' }).click(),
    ]);
    const reader = new ZipReader(new Uint8ArrayReader(await readFile(await download.path())));
    const texts: Record<string, string> = {};
    for (const entry of await reader.getEntries())
      if (!entry.directory) texts[entry.filename] = await entry.getData(new TextWriter());
    return texts;
  }
}
