/** `<blip-caption>` in the engines that Playwright does not drive as people have them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { exampleFolder } from '../package/element';
import { buildPackage, CAPTION } from '../package/support';
import { StaticHost } from '../support/static-host';
import type { EnginePage } from './driver';
import { FIREFOX } from './puppeteer';
import { WEBKIT } from './webkit';

let folder: string;
let host: StaticHost;

test.beforeAll(async () => {
  await buildPackage();
  folder = await mkdtemp(join(tmpdir(), 'blipscope-element-'));
  host = await StaticHost.start('/', { folder: await exampleFolder(folder) });
  host.changed.set('early.html', '<!doctype html><body></body>');
});

test.afterAll(async () => {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

for (const engine of [FIREFOX, WEBKIT]) {
  const missing = engine.missing();
  test(`${engine.name}: properties that were set early, and a proposal that is accepted, sent, restored and reset`, async () => {
    test.skip(missing !== null, missing ?? '');
    const page = await engine.launch();
    try {
      await page.open(`${host.url}early.html`);
      await setEarly(page);
      await page.open(`${host.url}examples/element.html`);
      await until(page, isDefined);
      await proposeAndAccept(page);
      await click(page, '#second-text', 'checkbox');
      expect(await valuesOf(page)).toEqual([CAPTION, '', 'decorative']);

      await page.click("//button[@type='submit']");
      await until(page, () => location.search !== '');
      const sent = await page.evaluate(() => [...new URLSearchParams(location.search)], null);
      expect(sent).toEqual([
        ['first', CAPTION],
        ['second', ''],
      ]);

      await page.evaluate(() => history.back(), null);
      await until(page, () => location.search === '');
      await until(page, isDefined);
      await until(page, () => document.querySelector<HTMLInputElement>('blip-caption')!.value !== '');
      expect(await valuesOf(page)).toEqual([CAPTION, '', 'decorative']);
      await page.click("//button[@type='reset']");
      expect(await valuesOf(page)).toEqual(['', '', '']);
    } finally {
      await page.close();
    }
  });
}

/** The element is defined after the page has set its properties. */
async function setEarly(page: EnginePage): Promise<void> {
  const early = { name: 'alt', value: 'a cat', disabled: true, settings: { method: 'greedy' } };
  const upgraded = await page.evaluate(async (properties) => {
    const element = Object.assign(document.createElement('blip-caption'), properties);
    document.body.append(element);
    await import(new URL('dist/element.js', location.href).href);
    const { name, value, settings } = element;
    return {
      name,
      value,
      disabled: element.matches(':disabled'),
      settings,
      own: Object.keys(properties).filter((each) => Object.hasOwn(element, each)),
    };
  }, early);
  expect(upgraded).toEqual({ ...early, own: [] });
}

/** By the greedy text of the demo model, so that every engine has the same. */
async function proposeAndAccept(page: EnginePage): Promise<void> {
  await page.evaluate(() => {
    Object.assign(document.querySelector('#first-text')!, { settings: { method: 'greedy' } });
  }, null);
  await click(page, '#first-text', 'propose');
  await until(
    page,
    () => (document.querySelector('#first-text') as unknown as { proposal: unknown }).proposal !== null,
  );
  expect(await valuesOf(page)).toEqual(['', '', '']);
  await click(page, '#first-text', 'accept');
}

/** A part of the shadow tree, which XPath does not reach. */
function click(page: EnginePage, selector: string, part: string): Promise<void> {
  return page.evaluate(
    ([host, name]) =>
      document.querySelector(host!)!.shadowRoot!.querySelector<HTMLElement>(`[part~='${name}']`)!.click(),
    [selector, part],
  );
}

/** Of both elements, and whether the second picture is decorative. */
function valuesOf(page: EnginePage): Promise<string[]> {
  return page.evaluate(() => {
    const [first, second] = [...document.querySelectorAll('blip-caption')] as unknown as {
      value: string;
      decorative: boolean;
    }[];
    return [first!.value, second!.value, second!.decorative ? 'decorative' : ''];
  }, null);
}

const isDefined = () => customElements.get('blip-caption') !== undefined;

/** A page that is about to be replaced has no answer. */
async function until(page: EnginePage, holds: () => boolean): Promise<void> {
  while (!(await page.evaluate(holds, null).catch(() => false))) await pause(100);
}
