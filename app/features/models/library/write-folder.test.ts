import { expect, test } from 'vitest';
import { picked } from '../testing';
import { MemoryFolder } from './testing';
import { writeNewFolder } from './write-folder';

const FILES = ['blipscope.json', 'tokenizer.json', 'vision.onnx', 'removed'].map((name) => picked(name));
const WRITTEN = { 'blipscope.json': 'x', 'tokenizer.json': 'x', 'vision.onnx': 'x', removed: 'x' };
const copying = { signal: new AbortController().signal, report: () => {} };

/** What the folder has below the folders that the test put there. */
const own = (parent: MemoryFolder, name: string) => {
  const found = parent.entries.get(name);
  return found instanceof MemoryFolder ? found.texts() : {};
};

test('nothing that is there is written to: not a folder, not a file, not an empty folder', async () => {
  const parent = new MemoryFolder('Models');
  const foreign = await parent.getDirectoryHandle('base', { create: true });
  foreign.entries.set('blipscope.json', 'another bundle');
  parent.entries.set('base-2', 'a file');
  await parent.getDirectoryHandle('base-3', { create: true });
  expect(await writeNewFolder(parent.handle(), 'base', FILES, copying)).toBe('base-4');
  expect(own(parent, 'base-4')).toEqual(WRITTEN);
  expect(own(parent, 'base')).toEqual({ 'blipscope.json': 'another bundle' });
  expect(own(parent, 'base-3')).toEqual({});
  expect(parent.entries.get('base-2')).toBe('a file');
});

test('a page that is closed at each step leaves no manifest unless all is there', async () => {
  for (let last = 1, done = false; !done; last++) {
    let count = 0;
    let stop = () => {};
    const closed = new Promise<boolean>((resolve) => {
      stop = () => resolve(false);
    });
    const parent = new MemoryFolder('Models', async () => {
      if (++count < last) return;
      stop();
      await new Promise(() => {});
    });
    const all = writeNewFolder(parent.handle(), 'base', FILES, copying).then(() => true);
    done = await Promise.race([all, closed]);
    const texts = own(parent, 'base');
    if (texts['blipscope.json']) expect(texts).toEqual(WRITTEN);
    expect(done).toBe(Boolean(texts['blipscope.json']));
  }
});

test('a disk that is full at each step leaves what was there, and nothing else', async () => {
  for (let last = 1, done = false; !done; last++) {
    let count = 0;
    const parent = new MemoryFolder('Models', async (operation) => {
      if (!/^(file|open|write|close)/.test(operation) || ++count !== last) return;
      throw new DOMException('full', 'QuotaExceededError');
    });
    const error = await writeNewFolder(parent.handle(), 'base', FILES, copying).then(
      () => null,
      (failure: unknown) => failure,
    );
    done = error === null;
    if (!done) expect(error).toMatchObject({ name: 'QuotaExceededError' });
    expect(parent.entries.size).toBe(done ? 1 : 0);
  }
});

test('stopping is heard within a file, and leaves what others put there meanwhile', async () => {
  const stop = new AbortController();
  const parent = new MemoryFolder('Models', async (operation) => {
    if (operation !== 'open vision.onnx') return;
    const folder = parent.entries.get('base');
    if (folder instanceof MemoryFolder) folder.entries.set('notes.txt', 'mine');
    stop.abort();
  });
  const saved = writeNewFolder(parent.handle(), 'base', FILES, { ...copying, signal: stop.signal });
  await expect(saved).rejects.toMatchObject({ name: 'RequestAborted' });
  expect(parent.texts()).toEqual({ 'base/notes.txt': 'mine' });
});
