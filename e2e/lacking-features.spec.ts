/** What some browsers lack, taken from the page and its workers: it captions all the same, or says what is missing. */
import { dirname } from 'node:path';
import { expect, test } from './fixtures';
import { sample } from './support/samples';
import { takeAway } from './support/take-away';

const PICTURE = sample('01.webp');

/** Each by its name; `core/browser-features.ts` has those that make a difference, and Help says it. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  WebGPU: ['navigator.gpu'],
  'memory that threads share': ['SharedArrayBuffer'],
  'private files': ['navigator.storage.getDirectory'],
  'estimates of storage, and persistence': [
    'navigator.storage.estimate',
    'navigator.storage.persist',
    'navigator.storage.persisted',
  ],
  locks: ['navigator.locks'],
  'hashes and random ids': ['crypto.subtle', 'crypto.randomUUID'],
  'Cache Storage': ['caches'],
  IndexedDB: ['indexedDB'],
  'service workers': ['navigator.serviceWorker'],
  'messages between tabs': ['BroadcastChannel'],
  'pickers, the clipboard and the wake lock': [
    'showDirectoryPicker',
    'showOpenFilePicker',
    'showSaveFilePicker',
    'navigator.clipboard',
    'ClipboardItem',
    'navigator.wakeLock',
  ],
  'what only some browsers tell': [
    'navigator.deviceMemory',
    'navigator.connection',
    'navigator.userActivation',
    'scheduler',
    'requestIdleCallback',
  ],
  'decoders and waiting WebAssembly': ['ImageDecoder', 'WebAssembly.Suspending', 'WebAssembly.promising'],
  'iteration over streams': ['ReadableStream.prototype.values', 'ReadableStream.prototype.@@asyncIterator'],
};

for (const [name, paths] of Object.entries(OPTIONAL)) {
  test(`without ${name} a picture is captioned`, async ({ app, context, page }) => {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await takeAway(context, paths);
    await app.open('wasm');
    await app.choose(PICTURE);
    await expect(app.inStrip(PICTURE, 'done')).toBeVisible();
    await app.captions.finished(3);
    expect(errors).toEqual([]);
  });
}

test('where workers cannot start workers, one thread captions', async ({ app, context }) => {
  await takeAway(context, ['Worker'], 'workers');
  await app.open('wasm');
  await app.choose(PICTURE);
  await app.captions.finished(3);
  await expect(app.backend).toContainText('1 thread');
});

test('without OffscreenCanvas it is said that no picture can be read', async ({ app, context, page }) => {
  await takeAway(context, ['OffscreenCanvas']);
  await app.open('wasm');
  const notice = page.getByRole('alert').filter({ hasText: 'No model is loaded.' });
  await expect(notice).toContainText('it has no OffscreenCanvas');
});

test('without IndexedDB no folder is opened, and it is said why', async ({ app, context, page }) => {
  await takeAway(context, ['indexedDB']);
  await app.open('wasm');
  await page.getByTestId('folder-input').setInputFiles(dirname(PICTURE));
  await expect(page.getByRole('alert').filter({ hasText: 'a folder cannot be opened' })).toBeVisible();
});
