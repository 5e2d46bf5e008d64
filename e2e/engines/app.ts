/** The app as a person uses it, in any of the engines. */
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { EnginePage } from './driver.ts';

const POLL_MS = 100;
/** Longer than the app waits for an engine that does not answer, before it starts another one. */
const PATIENCE_MS = 150_000;

/** A button by its text or its accessible name. */
const button = (name: string) => `//button[@aria-label='${name}' or normalize-space()='${name}']`;
const WORD = `(//ul[@aria-label='Captions']//button[@data-word])`;

export class EngineApp {
  constructor(readonly page: EnginePage) {}

  /** Opens the app on the CPU, as at a second visit: on a host without headers the first one reloads once. */
  async open(url: string): Promise<void> {
    await this.page.open(`${url}?backend=wasm`);
    await this.until('isolation', () => this.page.evaluate(() => crossOriginIsolated, null));
    await this.reload();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.backend();
  }

  /** Whether the browser gives the page a private file system, which models are installed in. */
  keepsFiles(): Promise<boolean> {
    return this.page.evaluate(() => typeof navigator.storage?.getDirectory === 'function', null);
  }

  /** What runs the model, once it does. */
  backend(): Promise<string> {
    return this.until('a loaded model', async () => {
      const text = await this.textOf('[data-testid=backend]');
      return text.includes('CPU') && text;
    });
  }

  /** How much works without a network, as soon as that begins with `beginning`. */
  device(beginning: string): Promise<string> {
    return this.until(beginning, async () => {
      const texts = await this.page.evaluate(
        () => [...document.querySelectorAll('header [role=status]')].map((each) => each.textContent),
        null,
      );
      return texts.find((text) => text.startsWith(beginning));
    });
  }

  /** The same captions from now on, as far as the engines compute the same. */
  fixSeed(seed: number): Promise<void> {
    return this.fill('Seed', String(seed));
  }

  /** Adds a picture, which is then the one on the stage, and waits for its captions. */
  async caption(path: string): Promise<string[]> {
    await this.page.choose("//input[@data-testid='file-input']", path);
    return this.captions(basename(path));
  }

  /** The captions of the picture on the stage, best first, once it is that picture and they are complete. */
  async captions(name: string): Promise<string[]> {
    const option = `//*[@role='option' and @aria-selected='true' and @aria-label='${name}, done']`;
    await this.until(`captions of ${name}`, () => this.has(option));
    return this.page.evaluate(
      () =>
        [...document.querySelectorAll('ul[aria-label=Captions] > li')].map((item) =>
          [...item.querySelectorAll('[data-word]')].map((word) => word.textContent).join(' '),
        ),
      null,
    );
  }

  /** The names of the pictures that can be seen in the strip. */
  shownPictures(): Promise<string[]> {
    return this.page.evaluate(
      () =>
        [...document.querySelectorAll('[role=option]')]
          .filter((option) => option.querySelector('img')?.naturalWidth)
          .map((option) => option.getAttribute('title') ?? ''),
      null,
    );
  }

  /** Shows the map of a word of the best caption, counted from 1. */
  pointAtWord(number: number): Promise<void> {
    return this.page.hover(`${WORD}[${number}]`);
  }

  /** The sum of the opacities of the heatmap on the picture. */
  heat(): Promise<number> {
    return this.page.evaluate(() => {
      const canvas = document.querySelector('[data-testid=overlay]');
      const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null;
      if (!context) return 0;
      const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
      return data.reduce((sum, byte, at) => (at % 4 === 3 ? sum + byte : sum), 0);
    }, null);
  }

  async press(name: string): Promise<void> {
    await this.until(name, () => this.has(button(name)));
    await this.page.click(button(name));
  }

  async unfold(summary: string): Promise<void> {
    const xpath = `//summary[normalize-space()='${summary}']`;
    await this.until(summary, () => this.has(xpath));
    await this.page.click(xpath);
  }

  async fill(label: string, text: string): Promise<void> {
    const field = `//input[@aria-label='${label}' or @id=//label[normalize-space()='${label}']/@for]`;
    await this.until(label, () => this.has(field));
    await this.page.fill(field, text);
  }

  /** What the dialog says, as soon as it says one of these. */
  dialogWith(words: RegExp): Promise<string> {
    return this.until(String(words), async () => {
      const text = await this.textOf('[role=dialog][aria-modal=true]');
      return words.test(text) && text;
    });
  }

  async textOf(selector: string): Promise<string> {
    const text = await this.page.evaluate((each) => document.querySelector(each)?.textContent, selector);
    return (text ?? '').replaceAll(/\s+/g, ' ').trim();
  }

  has(xpath: string): Promise<boolean> {
    return this.page.evaluate(
      (path) => document.evaluate(path, document, null, XPathResult.BOOLEAN_TYPE).booleanValue,
      xpath,
    );
  }

  /** Asks until there is an answer. A page that is about to reload has none. @throws when there is none in time */
  async until<T>(what: string, ask: () => Promise<T | false | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    let trouble: unknown;
    while (Date.now() < end) {
      try {
        const answer = await ask();
        if (answer) return answer;
      } catch (error) {
        trouble = error;
      }
      await pause(POLL_MS);
    }
    const shown = await this.textOf('body').catch(String);
    throw new Error(`No sign of ${what} in time. The page shows: ${shown}`, { cause: trouble });
  }
}
