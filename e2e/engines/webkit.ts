/** WebKitGTK's MiniBrowser, driven by its WebDriver on a display without a screen. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { Builder, By, Capabilities, type WebDriver, type WebElement } from 'selenium-webdriver';
import type { BrowserEngine, EnginePage } from './driver.ts';
import { findProgram } from './find-program.ts';

export const WEBKIT: BrowserEngine = { name: 'WebKit', missing, launch };

const START_MS = 20_000;
/** Of one call: captions of many pictures take their time. */
const CALL_MS = 600_000;
const RETRY_MS = 100;
/** A screen that any page of the tests fits on. */
const SCREEN = '1600x1200x24';

function missing(): string | null {
  if (!findProgram('WebKitWebDriver')) return 'WebKitGTK is not installed (on Debian: webkit2gtk-driver)';
  return findProgram('Xvfb') ? null : 'Xvfb is not installed (on Debian: xvfb)';
}

async function launch(): Promise<EnginePage> {
  const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const programs = [display];
  try {
    const number = await firstLine(display);
    const port = await freePort();
    const server = spawn('WebKitWebDriver', [`--port=${port}`], {
      env: { ...process.env, DISPLAY: `:${number}` },
      stdio: 'ignore',
    });
    programs.unshift(server);
    const driver = await connect(port);
    await driver.manage().setTimeouts({ script: CALL_MS });
    const page = new WebKitPage(driver, programs);
    await page.resize(1280, 800);
    return page;
  } catch (error) {
    await end(programs);
    throw error;
  }
}

/** Xvfb writes the number of its display when it is ready. */
async function firstLine({ stdio }: ChildProcess): Promise<string> {
  const [line]: unknown[] = await once(stdio[3] as Readable, 'data', {
    signal: AbortSignal.timeout(START_MS),
  });
  return String(line).trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || !address) throw new Error('There is no free port.');
  return address.port;
}

async function connect(port: number): Promise<WebDriver> {
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  while (!(await answers(url))) {
    if (performance.now() - started > START_MS) throw new Error('WebKitWebDriver does not answer.');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  const browser = new Capabilities({ browserName: 'MiniBrowser' });
  return new Builder().usingServer(url).withCapabilities(browser).build();
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/status`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The browser itself is ended by its driver. */
async function end(programs: readonly ChildProcess[]): Promise<void> {
  for (const program of programs) {
    if (program.exitCode !== null || program.signalCode !== null) continue;
    const ended = once(program, 'exit');
    program.kill();
    await ended;
  }
}

class WebKitPage implements EnginePage {
  constructor(
    private readonly driver: WebDriver,
    private readonly programs: readonly ChildProcess[],
  ) {}

  open(url: string): Promise<void> {
    return this.driver.get(url);
  }

  reload(): Promise<void> {
    return this.driver.navigate().refresh();
  }

  evaluate<In, Out>(job: (input: In) => Out, input: In): Promise<Awaited<Out>> {
    return this.driver.executeScript(job, input);
  }

  async click(xpath: string): Promise<void> {
    await (await this.#find(xpath)).click();
  }

  async hover(xpath: string): Promise<void> {
    const origin = await this.#find(xpath);
    await this.driver.executeScript(
      (element: Element) => element.scrollIntoView({ block: 'center' }),
      origin,
    );
    await this.driver.actions().move({ origin }).perform();
  }

  async fill(xpath: string, text: string): Promise<void> {
    const field = await this.#find(xpath);
    await field.clear();
    await field.sendKeys(text);
  }

  async choose(xpath: string, ...paths: string[]): Promise<void> {
    await (await this.#find(xpath)).sendKeys(paths.join('\n'));
  }

  /** The window is larger than the page in it. */
  async resize(width: number, height: number): Promise<void> {
    const window = this.driver.manage().window();
    const inner = () => this.evaluate(() => [innerWidth, innerHeight] as const, null);
    await window.setRect({ x: 0, y: 0, width, height });
    const [pageWidth, pageHeight] = await inner();
    await window.setRect({ width: 2 * width - pageWidth, height: 2 * height - pageHeight });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.driver.takeScreenshot(), 'base64');
  }

  async close(): Promise<void> {
    await this.driver.quit().catch(() => {});
    await end(this.programs);
  }

  #find(xpath: string): Promise<WebElement> {
    return this.driver.findElement(By.xpath(xpath));
  }
}
