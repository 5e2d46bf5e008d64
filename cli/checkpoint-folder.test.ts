import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointFolder } from './checkpoint-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-'));
});
afterEach(() => rm(folder, { recursive: true }));

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
