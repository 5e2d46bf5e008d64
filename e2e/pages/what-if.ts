import type { Locator, Page } from '@playwright/test';

/** Testing a map, and masking parts of the picture. */
export class WhatIf {
  readonly testButton: Locator;
  readonly panel: Locator;
  readonly curves: Locator;
  readonly maskTool: Locator;
  /** What there is to do while parts are being marked. */
  readonly bar: Locator;
  /** The masked parts as they lie on the picture. */
  readonly masked: Locator;
  /** Says that the captions are of a picture with parts masked. */
  readonly note: Locator;

  constructor(readonly page: Page) {
    this.testButton = page.getByRole('button', { name: 'Test this map' });
    this.panel = page.getByRole('dialog', { name: 'Test of the map' });
    this.curves = this.panel.getByRole('img', { name: /^(Masking|Showing) more and more/ });
    this.maskTool = page.getByRole('button', { name: 'Mask parts of the picture' });
    this.bar = page.getByRole('group', { name: 'Mask parts of the picture' });
    this.masked = page.getByTestId('masked');
    this.note = page.getByRole('paragraph').filter({ hasText: /^With \d parts? of the picture masked\./ });
  }

  /** Draws a rectangle on the picture, its corners in shares of it. */
  async drag(from: [number, number], to: [number, number]): Promise<void> {
    const box = await this.page.getByTestId('overlay').boundingBox();
    if (!box) throw new Error('The picture is not shown.');
    const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    await this.page.mouse.move(...at(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...at(to), { steps: 4 });
    await this.page.mouse.up();
  }

  /** How many pixels of the picture are painted over. */
  maskedPixels(): Promise<number> {
    return this.masked.evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('The mask is not on a canvas.');
      const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {};
      return data ? data.filter((value, index) => index % 4 === 3 && value > 0).length : 0;
    });
  }
}
