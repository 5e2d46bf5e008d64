import type { Locator, Page } from '@playwright/test';

/** The page while it is being looked at. */
export interface Watched extends Window {
  seen?: number[];
}

/** The picture with the heat on it. */
export class Stage {
  readonly region: Locator;
  readonly picture: Locator;
  readonly overlay: Locator;
  /** The heat that another is compared with. */
  readonly pinned: Locator;
  /** Lies on the picture and takes mouse, finger and arrow keys. */
  readonly explorer: Locator;
  /** Which words looked at the spot that is pointed at. */
  readonly wordsHere: Locator;

  constructor(readonly page: Page) {
    this.region = page.getByRole('region', { name: 'Picture' });
    this.picture = this.region.locator('img').first();
    this.overlay = this.region.getByTestId('overlay');
    this.pinned = this.region.getByTestId('pinned');
    this.explorer = this.region.getByRole('application', { name: /^Which words looked where/ });
    this.wordsHere = this.region.getByTestId('words-here');
  }

  /** Chooses the comparison. */
  async compareWith(
    name: 'Nothing' | 'The picture alone' | 'Another word' | 'Another sentence',
  ): Promise<void> {
    await this.region.getByRole('button', { name: 'Compare side by side' }).click();
    await this.page.getByRole('menuitemradio', { name }).click();
  }

  /**
   * The heat that is drawn now: how many pixels of it there are, the sum of their opacities, and a number that stands
   * for all of them.
   */
  heat(): Promise<{ pixels: number; strength: number; digest: number }> {
    return this.overlay.evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('The overlay is no canvas.');
      const context = element.getContext('2d');
      if (!context) throw new Error('The overlay has no context.');
      const { data } = context.getImageData(0, 0, element.width, element.height);
      let digest = 0;
      let [pixels, strength] = [0, 0];
      for (let i = 0; i < data.length; i++) {
        digest = (Math.imul(digest, 31) + (data[i] ?? 0)) | 0;
        const alpha = i % 4 === 3 ? (data[i] ?? 0) : 0;
        if (alpha > 0) pixels++;
        strength += alpha;
      }
      return { pixels, strength, digest };
    });
  }

  /**
   * Looks at the heat in every frame while captions are being written: the sums of the bytes that were seen, without
   * frames that had none, are in the page as `seen`.
   */
  async recordHeat(): Promise<void> {
    await this.overlay.evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('The overlay is no canvas.');
      const seen: number[] = [];
      Object.assign(window, { seen });
      const look = () => {
        const writing = document.querySelector('[aria-label=Captions][aria-busy=true]');
        const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {};
        const sum = writing && data ? data.reduce((total, byte) => total + byte, 0) : 0;
        if (sum > 0) seen.push(sum);
        requestAnimationFrame(look);
      };
      look();
    });
  }
}
