import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BUNDLE_FORMAT, MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { FolderSink } from './folder-sink.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A bundle as far as its files are concerned. */
async function writeBundle(out: string, names: readonly string[]): Promise<void> {
  await mkdir(out, { recursive: true });
  const files = Object.fromEntries(names.map((name) => [name, { bytes: 3, sha256: '' }]));
  await writeFile(join(out, MANIFEST_FILE), JSON.stringify({ format: BUNDLE_FORMAT, files }));
  for (const name of names) await writeFile(join(out, name), 'old');
}

async function replace(out: string, names: readonly string[]): Promise<void> {
  const sink = await FolderSink.create(out);
  try {
    for (const name of [...names, MANIFEST_FILE]) await write(sink, name, 'new');
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function write(sink: FolderSink, name: string, text: string): Promise<void> {
  const file = await sink.create(name);
  await file.write(new TextEncoder().encode(text));
  await file.close();
}

describe('an unfinished bundle', () => {
  test('is invisible until it is finished', async () => {
    const out = join(folder, 'deep', 'bundle');
    const sink = await FolderSink.create(out);
    await write(sink, MANIFEST_FILE, '{}');
    await expect(readdir(out)).rejects.toThrow('ENOENT');
    await sink.commit();
    expect(await readdir(out)).toEqual([MANIFEST_FILE]);
    expect(sink.bytes).toBe(2);
  });

  test('replaces an older bundle and leaves nothing else behind', async () => {
    const out = join(folder, 'bundle');
    await writeBundle(out, ['old.onnx']);
    const sink = await FolderSink.create(out);
    await write(sink, MANIFEST_FILE, 'new');
    expect(await readFile(join(out, 'old.onnx'), 'utf8')).toBe('old');
    await sink.commit();
    expect(await readdir(folder)).toEqual(['bundle']);
    expect(await readdir(out)).toEqual([MANIFEST_FILE]);
    expect(await readFile(join(out, MANIFEST_FILE), 'utf8')).toBe('new');
  });

  test('leaves no trace when discarded, even with a half-written file', async () => {
    const sink = await FolderSink.create(join(folder, 'bundle'));
    const file = await sink.create('half.bin');
    await file.write(Uint8Array.of(1, 2, 3));
    await sink.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  test('overwrites neither a folder with other files nor a file', async () => {
    await mkdir(join(folder, 'photos'));
    await writeFile(join(folder, 'photos', 'a.jpg'), '');
    await expect(FolderSink.create(join(folder, 'photos'))).rejects.toThrow('holds other files');
    await expect(FolderSink.create(join(folder, 'photos', 'a.jpg'))).rejects.toThrow('is a file');
    await expect(FolderSink.create(join(folder, 'photos', 'a.jpg', 'b'))).rejects.toThrow(
      'A part of this path is a file',
    );
  });

  test('has no files outside its folder', async () => {
    const sink = await FolderSink.create(join(folder, 'bundle'));
    await expect(sink.create('../escaped')).rejects.toThrow('not a valid file name');
    await sink.discard();
  });
});

test('at no moment is there neither the older bundle nor the new one', async () => {
  const out = join(folder, 'bundle');
  const names = Array.from({ length: 50 }, (_, i) => `${i}.onnx`);
  await writeBundle(out, names);
  const missing = new Set<string>();
  let isCommitting = true;
  const look = () => {
    for (const name of [...names, MANIFEST_FILE]) if (!existsSync(join(out, name))) missing.add(name);
    if (isCommitting) setImmediate(look);
  };
  look();
  await replace(out, names);
  isCommitting = false;
  expect([...missing]).toEqual([]);
  expect(await readdir(folder)).toEqual(['bundle']);
});

describe('a folder with an older bundle and other files', () => {
  let out: string;
  beforeEach(async () => {
    out = join(folder, 'bundle');
    await writeBundle(out, ['old.onnx', 'same.onnx']);
    await writeFile(join(out, 'notes.txt'), 'notes');
    await mkdir(join(out, '.git'));
    await writeFile(join(out, '.git', 'HEAD'), 'ref');
  });

  test('keeps the other files; only those of the older bundle are replaced', async () => {
    await replace(out, ['new.onnx', 'same.onnx']);
    expect((await readdir(out)).sort()).toEqual([
      ...['.git', MANIFEST_FILE, 'new.onnx', 'notes.txt', 'same.onnx'],
    ]);
    expect(await readFile(join(out, '.git', 'HEAD'), 'utf8')).toBe('ref');
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('notes');
    expect(await readFile(join(out, 'same.onnx'), 'utf8')).toBe('new');
  });

  test('refuses a new file with the name of a foreign one, and leaves everything', async () => {
    const before = (await readdir(out)).sort();
    await expect(replace(out, ['Notes.txt'])).rejects.toThrow('is not of the older bundle');
    expect((await readdir(out)).sort()).toEqual(before);
    expect(await readFile(join(out, 'old.onnx'), 'utf8')).toBe('old');
  });

  test('a foreign folder with the name of a listed file stays', async () => {
    await rm(join(out, 'old.onnx'));
    await mkdir(join(out, 'old.onnx'));
    await replace(out, ['new.onnx']);
    expect(await readdir(out)).toContain('old.onnx');
  });

  test.each([
    'not JSON',
    '{}',
    '{"format":"other","files":{}}',
    '{"format":"blipscope-bundle","files":{"../x":{}}}',
  ])('is refused if its manifest does not tell the bundle’s files: %s', async (manifest) => {
    await writeFile(join(out, MANIFEST_FILE), manifest);
    const before = (await readdir(out)).sort();
    await expect(FolderSink.create(out)).rejects.toThrow('nothing is overwritten');
    expect((await readdir(out)).sort()).toEqual(before);
  });

  test('is reached through a link, which stays a link', async () => {
    const link = join(folder, 'link');
    await symlink(out, link);
    await replace(link, ['new.onnx']);
    expect(await readFile(join(out, 'new.onnx'), 'utf8')).toBe('new');
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('notes');
    expect((await readdir(folder)).sort()).toEqual(['bundle', 'link']);
  });
});

test('discarding removes the folders that were made for the bundle, and no others', async () => {
  await mkdir(join(folder, 'there'));
  const sink = await FolderSink.create(join(folder, 'there', 'new', 'bundle'));
  await write(sink, 'half.bin', 'half');
  await sink.discard();
  expect(await readdir(folder)).toEqual(['there']);
  expect(await readdir(join(folder, 'there'))).toEqual([]);
});

test('two bundles of one name at a time: the last one is complete', async () => {
  const out = join(folder, 'bundle');
  const [one, two] = [await FolderSink.create(out), await FolderSink.create(out)];
  await write(one, 'one.onnx', 'one');
  const files = { 'one.onnx': {} };
  await write(one, MANIFEST_FILE, JSON.stringify({ format: BUNDLE_FORMAT, files }));
  await write(two, 'two.onnx', 'two');
  await write(two, MANIFEST_FILE, 'two');
  await one.commit();
  await two.commit();
  expect((await readdir(out)).sort()).toEqual([MANIFEST_FILE, 'two.onnx']);
  expect(await readdir(folder)).toEqual(['bundle']);
});

test('names that are impossible are one sentence about the folder that was named', async () => {
  const long = join(folder, 'x'.repeat(300));
  await expect(FolderSink.create(long)).rejects.toThrow(
    `${long}: The name is too long. Choose a shorter one.`,
  );
  expect(await readdir(folder)).toEqual([]);
});
