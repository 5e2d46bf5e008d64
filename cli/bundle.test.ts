import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exampleManifest } from '../model-export/testing/manifest.ts';
import { openBundle } from './bundle.ts';

const CONTENT = Buffer.from('a graph');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  await writeFile(join(folder, 'graph.onnx'), CONTENT);
  await writeManifest({});
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function writeManifest(changes: object): Promise<void> {
  const entry = { bytes: CONTENT.length, sha256: createHash('sha256').update(CONTENT).digest('hex') };
  const example = exampleManifest();
  const manifest = {
    ...example,
    text: { ...example.text, tokenizer: 'graph.onnx' },
    graphs: {},
    files: { 'graph.onnx': entry },
    ...changes,
  };
  await writeFile(join(folder, 'blipscope.json'), JSON.stringify(manifest));
}

const GRAPH = { file: 'graph.onnx', data: [], bytes: CONTENT.length, sha256: '' };

test('locates a graph whose files match the manifest, and leaves links to be read', async () => {
  const bundle = await openBundle(folder);
  expect(await bundle.locate!(GRAPH)).toBe(join(folder, 'graph.onnx'));
  await rename(join(folder, 'graph.onnx'), join(folder, 'elsewhere'));
  await symlink('elsewhere', join(folder, 'graph.onnx'));
  expect(await bundle.locate!(GRAPH)).toBeNull();
  expect(Buffer.from(await bundle.read('graph.onnx'))).toEqual(CONTENT);
});

test('reads a file that matches the manifest', async () => {
  const bundle = await openBundle(folder);
  expect(Buffer.from(await bundle.read('graph.onnx'))).toEqual(CONTENT);
});

test.each([
  ['made longer', Buffer.from('a graph.'), /it has (more than 7 bytes|8 bytes, not 7)/],
  ['cut short', CONTENT.subarray(1), 'it has 6 bytes, not 7'],
  ['changed', Buffer.from('a grape'), 'its SHA-256 is not that of the manifest'],
])('refuses a file that was %s', async (_, content, message) => {
  await writeFile(join(folder, 'graph.onnx'), content);
  const bundle = await openBundle(folder);
  await expect(bundle.read('graph.onnx')).rejects.toMatchObject({ code: 'model-corrupt' });
  await expect(bundle.read('graph.onnx')).rejects.toThrow(message);
  await expect(bundle.locate!(GRAPH)).rejects.toThrow(message);
});

test.skipIf(process.platform === 'win32')(
  'refuses named pipes, without waiting for their writers',
  async () => {
    const bundle = await openBundle(folder);
    for (const name of ['graph.onnx', 'blipscope.json']) {
      await rm(join(folder, name));
      execFileSync('mkfifo', [join(folder, name)]);
    }
    const refused = (name: string) => `${join(folder, name)}: This is a named pipe`;
    await expect(bundle.read('graph.onnx')).rejects.toThrow(refused('graph.onnx'));
    await expect(openBundle(folder)).rejects.toThrow(refused('blipscope.json'));
  },
);

test('a manifest of more than 4 MiB is not read', async () => {
  await writeManifest({ padding: ' '.repeat(4 << 20) });
  await expect(openBundle(folder)).rejects.toThrow('more than 4194304 bytes');
});

test('refuses a file that is missing or unlisted', async () => {
  const bundle = await openBundle(folder);
  await rm(join(folder, 'graph.onnx'));
  await expect(bundle.read('graph.onnx')).rejects.toThrow('it is missing');
  await expect(bundle.locate!(GRAPH)).rejects.toThrow('it is missing');
  await expect(bundle.read('other.onnx')).rejects.toThrow('lists no file "other.onnx"');
});

test('refuses a manifest that lists a file outside the folder', async () => {
  await writeManifest({ files: { '../outside': { bytes: 1, sha256: '0'.repeat(64) } } });
  await expect(openBundle(folder)).rejects.toThrow('files.../outside is');
});

test('distinguishes a missing manifest from one of a newer version', async () => {
  await writeManifest({ version: 2 });
  await expect(openBundle(folder)).rejects.toMatchObject({ code: 'model-too-new' });
  await rm(join(folder, 'blipscope.json'));
  await expect(openBundle(folder)).rejects.toThrow('is not a bundle');
});
