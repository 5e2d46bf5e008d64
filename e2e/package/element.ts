/** `<blip-caption>` in a page: its parts, as a person finds them. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { sample } from '../support/samples';
import { PACKAGE } from './support';

/** The package's folder as it is served, with the examples and a second picture. */
export async function exampleFolder(folder: string): Promise<string> {
  const site = join(folder, 'site');
  for (const name of ['dist', 'models', 'examples'])
    await cp(join(PACKAGE, name), join(site, name), { recursive: true });
  await cp(sample('02.webp'), join(site, 'examples', 'bicycle.webp'));
  return `${site}/`;
}

export class CaptionElement {
  readonly host: Locator;
  readonly field: Locator;
  readonly status: Locator;
  readonly decorative: Locator;

  constructor(page: Page, selector: string) {
    this.host = page.locator(selector);
    // The field that the page has for when there is no script is outside of the shadow tree.
    this.field = this.host.locator('[part=field]');
    this.status = this.host.getByRole('status');
    this.decorative = this.host.getByRole('checkbox');
  }

  button(name: string): Locator {
    return this.host.getByRole('button', { name, exact: true });
  }

  /** The same text each time, that of the other projects. */
  async beGreedy(): Promise<void> {
    await this.host.evaluate((element) => Object.assign(element, { settings: { method: 'greedy' } }));
  }

  value(): Promise<unknown> {
    return this.host.evaluate((element) => (element as HTMLInputElement).value);
  }
}
