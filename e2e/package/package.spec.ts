/** The npm package in projects outside of the repository: it is packed, installed, and captions a picture in each. */
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { packageSizes } from '../../scripts/package/sizes';
import { ISOLATION_HEADERS } from '../../scripts/vite/security';
import { expect, test } from '../fixtures';
import { StaticHost } from '../support/static-host';
import {
  builtProject,
  CAPTION,
  command,
  installBrowserProjects,
  installIn,
  PACKAGE,
  PICTURE,
  PROJECTS,
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
  const entrypoints = ['.', './engine', './export', './dataset'];
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

test('with nothing but Node, the command captions a picture; with onnxruntime-node, so does the engine', async () => {
  test.skip(trouble !== null, trouble ?? '');
  const empty = await installIn(join(folder, 'empty'), tarball);
  const caption = ['blipscope', 'caption', PICTURE, '--greedy', '--json'];
  const wasm = await command('npx', caption, empty);
  expect(JSON.parse(wasm.stdout).captions[0].text).toBe(CAPTION);
  expect(wasm.stderr).toContain('onnxruntime-node is not installed');

  const { version } = JSON.parse(await readFile('node_modules/onnxruntime-node/package.json', 'utf8'));
  const node = await installIn(join(folder, 'node'), tarball, { 'onnxruntime-node': version });
  const native = await command('npx', caption, node);
  expect(JSON.parse(native.stdout).captions[0].text).toBe(CAPTION);
  expect(native.stderr).toBe('');
  await copyFile(join(PROJECTS, 'node', 'caption.mjs'), join(node, 'caption.mjs'));
  const engine = await command(process.execPath, ['caption.mjs', PICTURE], node);
  expect(engine.stdout.trim()).toBe(CAPTION);

  const out = join(folder, 'records');
  await command('npx', ['blipscope', 'capfilt', PICTURE, '--out', out, '--workers', '2'], node);
  expect(await readFile(join(out, '01.txt'), 'utf8')).not.toBe('');
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
});
