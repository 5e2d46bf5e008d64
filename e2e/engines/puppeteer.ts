/** Chromium and Firefox, driven by WebDriver BiDi or the DevTools protocol: no further program is needed. */
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { findBrowser } from '../../scripts/find-browser.ts';
import type { BrowserEngine, EnginePage } from './driver.ts';
import { findProgram } from './find-program.ts';

/** Of one call: captions of many pictures take their time. Milliseconds. */
const CALL_MS = 600_000;
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export const CHROMIUM: BrowserEngine = {
  name: 'Chromium',
  missing: () => (findBrowser() ? null : 'Chromium is not installed'),
  launch: () => launch('chrome', findBrowser(), ['--disable-background-networking', ...AS_ROOT]),
};

const findFirefox = () =>
  findProgram('firefox', 'firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox');

export const FIREFOX: BrowserEngine = {
  name: 'Firefox',
  missing: () => (findFirefox() ? null : 'Firefox is not installed (on Debian: firefox-esr)'),
  launch: () => launch('firefox', findFirefox(), []),
};

async function launch(
  browser: 'chrome' | 'firefox',
  executablePath: string | null,
  args: string[],
): Promise<EnginePage> {
  if (!executablePath) throw new Error(`No ${browser} was found.`);
  const process = await puppeteer.launch({
    browser,
    executablePath,
    args,
    defaultViewport: null,
    protocolTimeout: CALL_MS,
  });
  // The first tab of Firefox never has the focus.
  const page = await process.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  return new PuppeteerPage(process, page);
}

class PuppeteerPage implements EnginePage {
  constructor(
    private readonly browser: Browser,
    private readonly page: Page,
  ) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async evaluate<In, Out>(job: (input: In) => Out, input: In): Promise<Awaited<Out>> {
    return (await this.page.evaluate(job as (input: unknown) => Out, input)) as Awaited<Out>;
  }

  async click(xpath: string): Promise<void> {
    await (await this.#find(xpath)).click();
  }

  async hover(xpath: string): Promise<void> {
    await (await this.#find(xpath)).hover();
  }

  async fill(xpath: string, text: string): Promise<void> {
    const field = await this.#find(xpath);
    // The third click selects all that is in it.
    await field.click({ count: 3 });
    await field.type(text);
  }

  async choose(xpath: string, ...paths: string[]): Promise<void> {
    await ((await this.#find(xpath)) as ElementHandle<HTMLInputElement>).uploadFile(...paths);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewport({ width, height });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.page.screenshot());
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async #find(xpath: string): Promise<ElementHandle<Element>> {
    const found = await this.page.$(`::-p-xpath(${xpath})`);
    if (!found) throw new Error(`There is no ${xpath}.`);
    return found;
  }
}
