import type { Locator, Page } from '@playwright/test';

/** All words of a caption side by side. */
export class Figure {
  readonly button: Locator;
  readonly dialog: Locator;
  readonly panels: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole('button', { name: 'All words side by side' });
    this.dialog = page.getByRole('dialog', { name: 'All words' });
    this.panels = this.dialog.getByRole('list', { name: 'Words' }).getByRole('listitem');
  }

  /** For every panel a number that stands for its heat; 0 where none is drawn. */
  digests(): Promise<number[]> {
    return this.panels.getByTestId('panel').evaluateAll((canvases) =>
      canvases.map((element) => {
        if (!(element instanceof HTMLCanvasElement)) throw new Error('The panel is no canvas.');
        const context = element.getContext('2d');
        if (!context) throw new Error('The panel has no context.');
        const { data } = context.getImageData(0, 0, element.width, element.height);
        return data.reduce((digest, byte) => (Math.imul(digest, 31) + byte) | 0, 0);
      }),
    );
  }
}
