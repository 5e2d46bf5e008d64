import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readText } from '../model-export/io/byte-source.ts';
import { openLocal } from './checkpoint-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Files of the given names, each holding its name. */
async function write(...names: string[]): Promise<void> {
  await Promise.all(names.map((name) => writeFile(join(folder, name), name)));
}

async function listed(source: string, vocab?: string): Promise<string[]> {
  const { files, close } = await openLocal(join(folder, source), vocab && join(folder, vocab));
  await close();
  return files.list().sort();
}

describe('a file of weights', () => {
  test('includes the settings in its folder, without other weights', async () => {
    await write('config.json', 'vocab.txt', 'model.safetensors', 'pytorch_model.bin', 'old.pth', 'notes.md');
    expect(await listed('old.pth')).toEqual(['config.json', 'notes.md', 'old.pth', 'vocab.txt']);
    expect(await listed('pytorch_model.bin')).toContain('pytorch_model.bin');
    expect(await listed('pytorch_model.bin')).not.toContain('model.safetensors');
  });

  test('that is an index includes its parts', async () => {
    const index = 'pytorch_model.bin.index.json';
    const parts = ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin'];
    await write('config.json', 'tokenizer.json', 'model.safetensors', index, ...parts);
    expect(await listed(index)).toEqual(['config.json', ...parts, index, 'tokenizer.json']);
  });

  test('is named after the file, or after its folder if the file name is generic', async () => {
    await write('vocab.txt', 'model_base_caption.pth', 'model.safetensors', 'blip.pt');
    const idOf = async (name: string) => {
      const { id, close } = await openLocal(join(folder, name), undefined);
      await close();
      return id;
    };
    expect(await idOf('blip.pt')).toBe('blip');
    expect(await idOf('model_base_caption.pth')).toBe('model_base_caption');
    expect(folder.endsWith(await idOf('model.safetensors'))).toBe(true);
  });
});

test.skipIf(process.platform === 'win32')(
  'named pipes are refused, without waiting for their writers',
  async () => {
    await write('config.json', 'vocab.txt');
    for (const name of ['model.safetensors', 'words']) execFileSync('mkfifo', [join(folder, name)]);
    const { files, close } = await openLocal(folder, undefined);
    await expect(files.open('model.safetensors')).rejects.toThrow('model.safetensors: This is a named pipe');
    await expect(openLocal(folder, join(folder, 'words'))).rejects.toThrow('words: This is a named pipe');
    await close();
  },
);

test('--vocab replaces vocabulary and tokenizer', async () => {
  await write('config.json', 'tokenizer.json', 'model.safetensors', 'other.txt');
  const { files, close } = await openLocal(folder, join(folder, 'other.txt'));
  expect(files.list().sort()).toEqual(['config.json', 'model.safetensors', 'other.txt', 'vocab.txt']);
  expect(await readText(await files.open('vocab.txt'))).toBe('other.txt');
  expect(await readText(await files.open('config.json'))).toBe('config.json');
  await close();
});

describe('is refused with a one-line error', () => {
  test.each([
    ['weights without a vocabulary', 'blip.pth', 'blip.pth comes without a vocabulary. Put vocab.txt'],
    ['a configuration without tokenizer', 'model.bin', 'comes without a vocabulary'],
    ['a part', 'model-00001-of-00002.safetensors', 'is one part of several. Pass the folder'],
    [
      'another kind of file',
      'notes.md',
      'is not a checkpoint. Pass a .safetensors, .bin, .pth, .pt or .ckpt file',
    ],
    ['nothing', 'gone.pth', 'There is no file or folder'],
  ])('%s', async (_, name, message) => {
    const names = ['blip.pth', 'model.bin', 'model-00001-of-00002.safetensors', 'notes.md'];
    await write(...names, ...(name === 'model.bin' ? ['config.json'] : []));
    await expect(openLocal(join(folder, name), undefined)).rejects.toThrow(message);
  });

  test('refuses a missing vocabulary file', async () => {
    await write('blip.pth');
    await expect(listed('blip.pth', 'gone.txt')).rejects.toThrow('--vocab: there is no file');
  });

  test('reports missing weights before a missing vocabulary', async () => {
    await mkdir(join(folder, 'empty'));
    await cp(import.meta.filename, join(folder, 'empty', 'notes.md'));
    await expect(openLocal(join(folder, 'empty'), undefined)).rejects.toThrow('has no weights');
  });
});
