import type { Download, Locator, Page } from '@playwright/test';

/** The model manager. */
export class Models {
  /** In the top bar; says how far a model is that is on its way in. */
  readonly button: Locator;
  readonly dialog: Locator;
  readonly title: Locator;
  /** What goes wrong, where it does. */
  readonly trouble: Locator;
  readonly progress: Locator;
  readonly ways: Locator;
  readonly here: Locator;
  /** How fast the dtype that is chosen was measured to be. */
  readonly measured: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByTestId('models');
    // A menu that is on its way out is a dialog too, but not a modal one.
    this.dialog = page.locator('[role="dialog"][aria-modal="true"]');
    this.title = this.dialog.getByRole('heading', { level: 2 });
    this.trouble = this.dialog.getByRole('alert');
    this.ways = this.dialog.getByRole('region', { name: 'In progress' });
    this.progress = this.ways.getByRole('progressbar');
    this.here = this.dialog.getByRole('region', { name: 'On this device' });
    this.measured = this.dialog.getByText(/^Measured on this device/);
  }

  async open(): Promise<void> {
    await this.button.click();
    await this.title.waitFor();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Presses a button of the dialog. */
  async press(name: string | RegExp): Promise<void> {
    await this.dialog.getByRole('button', { name }).click();
  }

  /** Has models asked for somewhere else, and with a token. */
  async useHub(endpoint: string, token = ''): Promise<void> {
    await this.dialog.getByText('Hub address and access token').click();
    await this.dialog.getByLabel('Hub address').fill(endpoint);
    await this.dialog.getByLabel('Access token').fill(token);
    await this.dialog.getByLabel('Access token').blur();
  }

  /** Types a model's name, and asks what it is. */
  async lookAt(id: string): Promise<void> {
    await this.dialog.getByRole('textbox', { name: 'Model at the hub' }).fill(id);
    await this.press('Look it up');
  }

  /** One of the sizes under review. */
  dtype(name: string): Locator {
    return this.dialog.getByRole('radio', { name: new RegExp(`^${name}, .* on this device`) });
  }

  /** Picks files in the system's dialog. */
  async choose(...paths: string[]): Promise<void> {
    await this.page.getByTestId('model-files').setInputFiles(paths);
  }

  async chooseFolder(path: string): Promise<void> {
    await this.page.getByTestId('model-folder').setInputFiles(path);
  }

  /** A model in the list of those on this device. */
  item(name: string): Locator {
    return this.here.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name }) });
  }

  /** Something from the menu of an installed model. */
  async more(name: string, action: string): Promise<void> {
    await this.press(`More actions for ${name}`);
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async saveAsZip(name: string): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.more(name, 'Save as a zip file'),
    ]);
    return download;
  }
}
