import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { Captions } from './captions';
import { Folder } from './folder';
import { Stage } from './stage';

export type BackendChoice = 'wasm' | 'webgpu' | 'auto';

/** The app as a person has it before them. */
export class BlipscopeApp {
  readonly captions: Captions;
  readonly stage: Stage;
  readonly folder: Folder;
  readonly backend: Locator;
  /** What the top bar says of this device: how much works without a network. */
  readonly device: Locator;
  readonly strip: Locator;
  /** Says which files were not taken. */
  readonly rejections: Locator;

  constructor(readonly page: Page) {
    this.captions = new Captions(page);
    this.stage = new Stage(page);
    this.folder = new Folder(page);
    this.backend = page.getByTestId('backend');
    this.device = page.getByRole('status').filter({ hasText: /^(On this device|Offline|Storage full)/ });
    this.strip = page.getByRole('listbox', { name: 'Pictures' });
    this.rejections = page.getByRole('region', { name: 'Your pictures' }).getByRole('alert');
  }

  /** Opens the page; `address` defaults to the test server. */
  async open(backend: BackendChoice, address = '/'): Promise<void> {
    await this.page.goto(`${address}?backend=${backend}`);
  }

  /** Chooses what runs the model. */
  async runOn(device: 'Automatic' | 'GPU' | 'CPU'): Promise<void> {
    await this.backend.click();
    await this.page.getByRole('radiogroup', { name: 'Run on' }).getByText(device, { exact: true }).click();
    await this.page.keyboard.press('Escape');
  }

  /** The picture of that name in the strip, in that state. */
  inStrip(name: string, state: 'queued' | 'working' | 'done' | 'cancelled' | 'failed'): Locator {
    return this.strip.getByRole('option', { name: `${basename(name)}, ${state}` });
  }

  /** Drags files over the window and lets go, as from a file manager. */
  async drop(...paths: string[]): Promise<void> {
    const files = paths.map((path) => ({ name: basename(path), base64: readFileSync(path, 'base64') }));
    const dataTransfer = await this.page.evaluateHandle((list) => {
      const types: Record<string, string> = {
        webp: 'image/webp',
        png: 'image/png',
        jpg: 'image/jpeg',
        txt: 'text/plain',
      };
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: types[name.split('.').pop() ?? ''] ?? '' }));
      }
      return transfer;
    }, files);
    const target = this.page.getByText('Drop to add your pictures');
    // A page that is still starting does not listen yet; a hand that drags goes on until the page answers.
    await expect(async () => {
      await this.page.dispatchEvent('body', 'dragenter', { dataTransfer });
      await expect(target).toBeVisible({ timeout: 500 });
    }).toPass();
    await target.dispatchEvent('dragover', { dataTransfer });
    await target.dispatchEvent('drop', { dataTransfer });
  }

  /** Chooses files in the system's dialog. */
  async choose(...paths: string[]): Promise<void> {
    await this.page.getByTestId('file-input').setInputFiles(paths);
  }
}
