/** What the tests need of a browser, whichever way it is driven. */

/** The page of a browser that was started for it. Elements are given by XPath. */
export interface EnginePage {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page, with values that JSON carries. It may use nothing from outside. */
  evaluate<In, Out>(job: (input: In) => Out, input: In): Promise<Awaited<Out>>;
  click(xpath: string): Promise<void>;
  /** Moves the mouse over an element. */
  hover(xpath: string): Promise<void>;
  /** Replaces the text of a field. */
  fill(xpath: string, text: string): Promise<void>;
  /** Puts files into a file input. */
  choose(xpath: string, ...paths: string[]): Promise<void>;
  /** Size of the page in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** What is visible, as PNG. */
  screenshot(): Promise<Buffer>;
  /** Ends the browser. */
  close(): Promise<void>;
}

/** A browser of this machine. */
export interface BrowserEngine {
  name: 'Chromium' | 'Firefox' | 'WebKit';
  /** What must be installed before it can be started; null if nothing. */
  missing(): string | null;
  /** Starts it with an empty profile. @throws if it does not start */
  launch(): Promise<EnginePage>;
}

/** As that of `navigator`, with the browser's version. */
export function userAgent(page: EnginePage): Promise<string> {
  return page.evaluate(() => navigator.userAgent, null);
}
