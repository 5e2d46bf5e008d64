import type { Locator, Page } from '@playwright/test';
import type { Watched } from './stage';

/** The captions of the picture on the stage. */
export class Captions {
  readonly list: Locator;
  readonly items: Locator;
  readonly cancelButton: Locator;
  readonly cancelled: Locator;
  /** What went wrong with this picture, and what to do. */
  readonly trouble: Locator;

  constructor(page: Page) {
    const section = page.getByRole('region', { name: 'Captions' });
    this.list = page.getByRole('list', { name: 'Captions' });
    this.items = this.list.getByRole('listitem');
    this.cancelButton = section.getByRole('button', { name: 'Cancel' });
    this.cancelled = section.getByText('Cancelled: these are partial captions');
    this.trouble = section.getByRole('alert');
  }

  /** The words of the caption at that rank, best first. */
  words(rank = 0): Locator {
    return this.items.nth(rank).getByRole('button', { name: /% sure/ });
  }

  /** Waits until the run has ended with so many captions; returns their sentences. */
  async finished(count: number): Promise<string[]> {
    await this.list.and(this.list.page().locator('[aria-busy=false]')).waitFor();
    const sentences = await Promise.all(
      (await this.items.all()).map(async (_, rank) => (await this.words(rank).allInnerTexts()).join(' ')),
    );
    if (sentences.length !== count)
      throw new Error(`${count} captions were expected, there are: ${sentences}`);
    return sentences;
  }

  /**
   * Has Cancel pressed in the page itself, as soon as so many words are there: a short run would be over sooner.
   * @param heats that `Stage.recordHeat` must have seen by then.
   */
  async cancelAtWord(count: number, heats = 0): Promise<void> {
    await this.list.page().evaluate(
      ([words, seenHeats]) => {
        const cancel = () =>
          [...document.querySelectorAll('button')].find((each) => each.textContent === 'Cancel');
        new MutationObserver((_, observer) => {
          const seen = new Set((window as Watched).seen);
          const button =
            document.querySelectorAll('[data-word]').length >= words && seen.size >= seenHeats && cancel();
          if (!button) return;
          observer.disconnect();
          button.click();
        }).observe(document.body, { childList: true, subtree: true });
      },
      [count, heats] as const,
    );
  }
}
