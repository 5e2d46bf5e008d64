/** The npm package in projects outside of the repository: it is packed, installed, and captions a picture in each. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import AxeBuilder from '@axe-core/playwright';
import { publint } from 'publint';
import { packageSizes } from '../../scripts/package/sizes';
import { ISOLATION_HEADERS } from '../../scripts/vite/security';
import { expect, test } from '../fixtures';
import { StaticHost } from '../support/static-host';
import { CaptionElement, exampleFolder } from './element';
import { folderToFilter, hashesIn, heatByThird, metadataIn, runExample } from './examples';
import {
  builtProject,
  CAPTION,
  CHECKPOINT,
  command,
  installBrowserProjects,
  installIn,
  PACKAGE,
  PICTURE,
  packed,
  registryTrouble,
} from './support';

/** What the README says that a page needs. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types default blipscope";

test.describe.configure({ mode: 'serial' });

let folder: string;
let tarball: string;
let trouble: string | null;

test.beforeAll(async () => {
  test.setTimeout(900_000);
  trouble = await registryTrouble();
  ({ folder, tarball } = await packed());
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('the manifest and the types are found as every resolver looks for them', async () => {
  const { messages } = await publint({ pkgDir: PACKAGE, strict: true });
  expect(messages).toEqual([]);
  const entrypoints = ['.', './engine', './export', './dataset', './element'];
  const result = await checkPackage(createPackageFromTarballData(await readFile(tarball)), { entrypoints });
  const problems = 'problems' in result ? result.problems : ['no types'];
  // There is no CommonJS: Node requires modules by itself since 20.19. The resolution of before is not supported.
  const esmOnly = problems.filter(
    (problem) =>
      typeof problem === 'string' ||
      !('resolutionKind' in problem) ||
      !['node10', 'node16-cjs'].includes(problem.resolutionKind),
  );
  expect(esmOnly).toEqual([]);
});

test('each entry stays within its budget', async () => {
  const over = (await packageSizes()).filter(({ gzip, budget }) => budget !== null && gzip > budget);
  expect(over).toEqual([]);
});

test.describe('in Node', () => {
  let node: string;

  test.beforeEach(() => test.skip(trouble !== null, trouble ?? ''));

  test('with nothing but Node, the command captions a picture; with onnxruntime-node, so does the engine', async () => {
    const empty = await installIn(join(folder, 'empty'), tarball);
    const caption = ['blipscope', 'caption', PICTURE, '--greedy', '--json'];
    const wasm = await command('npx', caption, empty);
    expect(JSON.parse(wasm.stdout).captions[0].text).toBe(CAPTION);
    expect(wasm.stderr).toContain('onnxruntime-node is not installed');

    const { version } = JSON.parse(await readFile('node_modules/onnxruntime-node/package.json', 'utf8'));
    node = await installIn(join(folder, 'node'), tarball, { 'onnxruntime-node': version });
    const native = await command('npx', caption, node);
    expect(JSON.parse(native.stdout).captions[0].text).toBe(CAPTION);
    expect(native.stderr).toBe('');
    const { stdout } = await runExample('caption.mjs', [PICTURE], node);
    expect(stdout.trim()).toBe(CAPTION);
  });

  test('a checkpoint is converted by the exporter as by the command', async () => {
    await runExample('convert.mjs', [CHECKPOINT, 'by-exporter'], node);
    const options = ['--target', 'node', '--dtype', 'q8', '--out', 'by-command'];
    await command('npx', ['blipscope', 'export', CHECKPOINT, ...options], node);
    const made = await hashesIn(join(node, 'by-exporter'));
    expect(made).toEqual(await hashesIn(join(node, 'by-command')));
    const { 'blipscope.json': _, ...files } = await hashesIn(join(PACKAGE, 'models', 'demo', 'node'));
    expect(made).toMatchObject(files);
  });

  test('a folder is captioned and filtered with the engine as by the command, but for what is damaged', async () => {
    const pictures = await folderToFilter(join(folder, 'pictures'));
    const out = join(folder, 'records');
    const options = ['--format', 'imagefolder', '--out', out, '--workers', '2'];
    await command('npx', ['blipscope', 'capfilt', pictures, ...options], node);
    await writeFile(join(pictures, '03.webp'), 'no picture');
    const { stderr } = await runExample('capfilt.mjs', [pictures], node);
    expect(stderr).toMatch(/^03\.webp: .+\n$/);
    const lines = await metadataIn(pictures);
    expect(lines.map(({ source }) => source)).toEqual(['synthetic', 'original']);
    const asByCommand = lines.map((line) => ({ ...line, itm: expect.closeTo(line.itm, 4) }));
    expect(await metadataIn(out)).toMatchObject(asByCommand);
  });
});

test.describe('in a page of plain HTML', () => {
  let plain: StaticHost;
  let host: StaticHost;

  test.beforeAll(async () => {
    const site = await exampleFolder(folder);
    plain = await StaticHost.start('/', { folder: site });
    host = await StaticHost.start('/', { folder: site, headers: { 'Content-Security-Policy': POLICY } });
  });

  test.afterAll(() => Promise.all([plain.stop(), host.stop()]));

  test('a picture that is chosen is captioned', async ({ page }) => {
    await page.goto(`${plain.url}examples/caption.html`);
    await page.getByLabel('Picture').setInputFiles(PICTURE);
    await expect(page.locator('output')).toHaveText(/fish/, { timeout: 300_000 });
  });

  test('the heat of a word, chosen by the keyboard, is on what the word names', async ({ page }) => {
    await page.goto(`${plain.url}examples/heatmap.html`);
    await expect(page.getByRole('status')).toHaveText(CAPTION, { timeout: 300_000 });
    await expect(page.getByRole('img', { name: CAPTION })).toBeVisible();
    await page.keyboard.press('Tab');
    const found = new Map<string, number>();
    for (const word of CAPTION.split(' ').slice(1)) {
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('img', { name: `Heat map of “${word}”` })).toBeVisible();
      const heat = await heatByThird(page);
      found.set(word, heat.indexOf(Math.max(...heat)));
    }
    expect(found.get('tractor')).toBe(0);
    expect(found.get('fish')).toBe(1);
    expect(found.get('pizza')).toBe(2);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
  });

  test('pictures are found by their vectors and then matched, and an answer has maps', async ({ page }) => {
    await page.goto(`${plain.url}examples/element.html`);
    const { hits, fitting, cosine, length, patches, maps } = await page.evaluate(async (entry) => {
      const { load, sumMaps }: typeof import('../../packages/blipscope/src/index') = await import(entry);
      const blip = await load({ model: '../models/demo', backend: 'wasm' });
      const read = (name: string) => fetch(name).then((response) => response.blob());
      const picture = await read('picture.webp');
      const among = [picture, { vector: await blip.embed(picture), picture: () => read('bicycle.webp') }];
      const text = 'a yellow bicycle at the bottom of the picture in a hot desert';
      const found = await blip.search(text, among);
      const { vector } = among[1] as { vector: Float32Array };
      const { cosine } = await blip.match(picture, text);
      const { grid, whole, answer } = await blip.explainAnswer(picture, 'what is left of the pizza?');
      blip.dispose();
      return {
        ...{ hits: found.hits, fitting: found.fitting, cosine, length: Math.hypot(...vector) },
        ...{
          patches: grid[0] * grid[1],
          maps: [sumMaps(whole), ...answer.maps[0]!].map((map) => map.length),
        },
      };
    }, `${plain.url}dist/index.js`);
    expect(hits.map(({ index }) => index)).toEqual([1, 0]);
    expect(fitting).toBe(1);
    for (const hit of hits) expect(hit.cosine).toBeCloseTo(cosine!, 4);
    expect(length).toBeCloseTo(1, 4);
    expect(maps.length).toBeGreaterThan(2);
    expect(new Set(maps)).toEqual(new Set([patches]));
  });

  test('the element proposes, and a person decides what the form sends', async ({ page }) => {
    await page.goto(`${host.url}examples/element.html`);
    const first = new CaptionElement(page, '#first-text');
    const second = new CaptionElement(page, '#second-text');
    for (const each of [first, second]) await each.beGreedy();
    await expect(page.locator('form')).toMatchAriaSnapshot(`
      - textbox "Text of the first picture"
      - paragraph: "Characters: 0"
      - group "Text of the first picture":
        - status
        - button "Propose a text"
        - checkbox /Decorative/
        - text: /Decorative/
      - text: Text of the second picture
      - textbox "Text of the second picture"
      - paragraph: "Characters: 0"
      - group "Text of the second picture":
        - status
        - button "Describe the second picture"
    `);
    expect(await first.host.evaluate((element) => (element as HTMLInputElement).checkValidity())).toBe(false);
    expect(host.requests.filter((path) => path.endsWith('/worker.js'))).toEqual([]);

    await first.button('Propose a text').focus();
    await page.keyboard.press('Enter');
    await expect(first.status).toHaveText(new RegExp(`^Proposal: “${CAPTION}” \\(fits >?\\d+%\\)$`), {
      timeout: 300_000,
    });
    await expect(first.button('Accept')).toBeFocused();
    expect(await first.value()).toBe('');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect((await new AxeBuilder({ page }).include('form').analyze()).violations).toEqual([]);
    }
    await page.keyboard.press('Enter');
    await expect(first.field).toHaveValue(CAPTION);
    await expect(page.locator('#first')).toHaveAttribute('alt', '');
    await first.field.fill('a fish & a tractor');

    await second.button('Describe the second picture').click();
    await expect(second.status).toContainText(CAPTION);
    await second.button('Edit').click();
    await expect(second.field).toBeFocused();
    await page.keyboard.type('!');
    await page.keyboard.press('Tab');
    await expect(page.locator('#second')).toHaveAttribute('alt', `${CAPTION}!`);
    await second.decorative.check();
    await expect(page.locator('#second')).toHaveAttribute('alt', '');
    expect(host.requests.filter((path) => path.endsWith('/worker.js'))).toHaveLength(1);

    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL((url) => url.search !== '');
    const sent = [...new URL(page.url()).searchParams];
    expect(sent).toEqual([
      ['first', 'a fish & a tractor'],
      ['second', ''],
    ]);
    await page.goBack();
    await expect(first.field).toHaveValue('a fish & a tractor');
    await expect(second.decorative).toBeChecked();
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect(first.field).toHaveValue('');
    await expect(second.decorative).not.toBeChecked();
  });

  test('the element is the field of the page where there is no script', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${host.url}examples/element.html`);
    await page.getByRole('textbox', { name: 'Text of the first picture' }).fill('a fish');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page).toHaveURL(/\?first=a\+fish$/);
    await context.close();
  });
});

test.describe('in a page', () => {
  let place: string;

  test.beforeAll(async () => {
    test.setTimeout(900_000);
    if (trouble === null) place = await installBrowserProjects(folder, tarball);
  });

  test.beforeEach(() => test.skip(trouble !== null, trouble ?? ''));

  test('the types say what the package does', async () => {
    const tsc = join(place, 'node_modules', 'typescript', 'bin', 'tsc');
    await command(process.execPath, [tsc, '-p', 'types'], place);
    await command(
      process.execPath,
      [tsc, '-p', 'types', '--module', 'ESNext', '--moduleResolution', 'bundler'],
      place,
    );
  });

  for (const bundler of ['vite', 'webpack', 'esbuild']) {
    test(`built with ${bundler}, a picture is captioned, on an isolated host and on a plain one`, async ({
      page,
    }) => {
      const dist = await builtProject(place, bundler);
      for (const headers of [{ ...ISOLATION_HEADERS, 'Content-Security-Policy': POLICY }, {}]) {
        const host = await StaticHost.start('/some/path/', { folder: dist, headers });
        await page.goto(host.url);
        const output = page.locator('output[data-state]');
        await expect(output).toHaveText(CAPTION, { timeout: 300_000 });
        const isolated = await page.evaluate(() => crossOriginIsolated);
        expect(isolated).toBe('Cross-Origin-Embedder-Policy' in headers);
        const { device, tokens, probability, answer } = await output.evaluate(({ dataset }) => ({
          ...dataset,
        }));
        expect(device).toMatch(isolated ? /^[2-4] threads$/ : /^1 thread$/);
        expect(Number(tokens)).toBeGreaterThan(10);
        expect(Number(probability)).toBeGreaterThan(0.5);
        expect(answer).toBe('tractor');
        await host.stop();
      }
    });
  }

  test('in React, the element’s value is a prop, and its proposal an event', async ({ page }) => {
    const host = await StaticHost.start('/', { folder: await builtProject(place, 'react') });
    await page.goto(host.url);
    const element = new CaptionElement(page, 'blip-caption');
    const output = page.locator('main output');
    await expect(element.field).toHaveValue('a cat');
    await element.field.fill('a dog');
    await expect(output).toHaveText('a dog');
    await element.button('Propose a text').click();
    await expect(output).toHaveAttribute('data-proposal', CAPTION, { timeout: 300_000 });
    await expect(output).toHaveText('a dog');
    await element.button('Accept').click();
    await expect(output).toHaveText(CAPTION);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(element.field).toHaveValue('');
    await host.stop();
  });
});
