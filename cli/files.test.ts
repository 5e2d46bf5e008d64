import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { CheckpointFolder, FolderSink } from './files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
});
afterEach(() => rm(folder, { recursive: true }));

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
    await mkdir(out);
    await writeFile(join(out, MANIFEST_FILE), 'old');
    await writeFile(join(out, 'old.onnx'), 'old');
    const sink = await FolderSink.create(out);
    await write(sink, MANIFEST_FILE, 'new');
    expect(await readFile(join(out, MANIFEST_FILE), 'utf8')).toBe('old');
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
    await expect(FolderSink.create(join(folder, 'photos', 'a.jpg', 'b'))).rejects.toThrow('is a file');
  });

  test('has no files outside its folder', async () => {
    const sink = await FolderSink.create(join(folder, 'bundle'));
    await expect(sink.create('../escaped')).rejects.toThrow('not a valid file name');
    await sink.discard();
  });
});

describe('a checkpoint’s folder', () => {
  test('lists files and links to files, and reads them by range', async () => {
    await mkdir(join(folder, 'blobs'));
    await writeFile(join(folder, 'blobs', 'abc'), '0123456789');
    await symlink(join(folder, 'blobs', 'abc'), join(folder, 'model.safetensors'));
    const files = await CheckpointFolder.open(folder);
    expect(files.list()).toEqual(['model.safetensors']);
    const source = await files.open('model.safetensors');
    expect(source.size).toBe(10);
    expect(Buffer.from(await source.read(3, 6)).toString()).toBe('345');
    await expect(source.read(8, 12)).rejects.toThrow('ends at byte 10, 12 are needed');
    await files.close();
    await expect(source.read(0, 1)).rejects.toThrow();
  });
});
