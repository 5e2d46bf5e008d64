import type { Locator, Page } from '@playwright/test';

/** How the heat looks and what it answers. */
export class Heat {
  readonly button: Locator;
  readonly panel: Locator;
  /** What the heat on the picture is. */
  readonly legend: Locator;
  /** In the panel: the overlay modes, and the slider of the heat's strength. */
  readonly modes: Locator;
  readonly strength: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole('button', { name: 'Heatmap options' });
    this.panel = page.getByRole('dialog', { name: 'Heatmap options' });
    this.legend = page.getByRole('region', { name: 'Picture' }).getByTestId('legend');
    this.modes = this.panel.getByRole('radiogroup', { name: 'Display' }).locator('label');
    this.strength = this.panel.getByRole('slider', { name: 'Strength of the heat' });
  }

  /** Chooses one of the panel's choices, and closes it. */
  async choose(label: string): Promise<void> {
    await this.button.click();
    await this.panel.getByText(label, { exact: true }).click();
    await this.close();
  }

  async chooseLayer(label: string): Promise<void> {
    await this.button.click();
    await this.panel.getByText(/^Advanced: layers/).click();
    await this.panel.getByLabel('Layer').selectOption({ label });
    await this.close();
  }

  /** Leaves the mouse where it points at no word: the panel lies over the captions. */
  private async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.panel.waitFor({ state: 'hidden' });
    await this.page.mouse.move(5, 5);
  }
}
