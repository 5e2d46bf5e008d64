import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';

/** The share menu of the stage, and the banner of restored views. */
export class Share {
  readonly button: Locator;
  readonly menu: Locator;
  /** What the page says of a view that was opened. */
  readonly banner: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole('button', { name: 'Save and share' });
    this.menu = page.getByRole('menu');
    this.banner = page.getByRole('status').filter({ hasText: /view/ });
  }

  /** Presses one line of the menu. */
  async press(name: string): Promise<void> {
    await this.button.click();
    await this.menu.getByRole('menuitem', { name }).click();
  }

  /** What one line of the menu has the browser save. */
  async save(name: string): Promise<{ name: string; bytes: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.press(name)]);
    return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
  }

  /** What is copied, as text; the test's context must allow reading the clipboard. */
  async copiedText(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Width and height of the picture in the clipboard, and its bytes. */
  async copiedPicture(): Promise<Buffer> {
    const base64 = await this.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const blob = await item?.getType('image/png');
      const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    return Buffer.from(base64, 'base64');
  }
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}
