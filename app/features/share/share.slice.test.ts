import { beforeEach, expect, test, vi } from 'vitest';
import { ChunkError } from '../../../core/import-chunk';
import type { Tools } from '../../store/app-state';
import { BROWSER, setUpReady } from '../../test/scene';
import { WorkerFailure } from '../../worker-client/client';
import { type Made, make } from './make';
import { ShareError } from './reasons';

vi.mock('./make', () => ({ make: vi.fn() }));

const FILE = new File(['bytes'], 'dog-blipscope.png', { type: 'image/png' });
const makes = (...made: Promise<Made>[]) => {
  for (const one of made) vi.mocked(make).mockReturnValueOnce(one);
};

function deferred() {
  let resolve: (made: Made) => void = () => {};
  const promise = new Promise<Made>((done) => {
    resolve = done;
  });
  return { promise, resolve: (made: Made) => resolve(made) };
}

beforeEach(() => {
  vi.mocked(make).mockReset();
});

const REDUCED = { made: { width: 10, height: 10 }, full: { width: 20, height: 20 } };

async function setUpTaking(tools: Partial<Tools> = {}) {
  const scene = await setUpReady(tools);
  return { ...scene, taken: () => scene.store.getState().share.task };
}

test('what is saved goes to the browser, and is said for a moment', async () => {
  const saveFile = vi.fn();
  const { store, taken } = await setUpTaking({ browser: { ...BROWSER, saveFile } });
  makes(Promise.resolve({ file: FILE, reduced: null }));
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const taking = store.getState().share.start('picture-png');
  expect(taken()).toMatchObject({ what: 'picture-png', status: 'working' });
  await taking;
  expect(saveFile).toHaveBeenCalledExactlyOnceWith(FILE);
  expect(taken()).toMatchObject({ status: 'done', reduced: null });
  vi.runAllTimers();
  expect(taken()).toBeNull();
  vi.useRealTimers();
});

test('the clipboard is requested while the picture is still being drawn', async () => {
  const { store, blobs, taken } = await setUpTaking();
  const { promise, resolve } = deferred();
  makes(promise);
  const taking = store.getState().share.start('picture-copy');
  expect(taken()?.status).toBe('working');
  resolve({ file: FILE, reduced: null });
  await taking;
  expect(blobs).toEqual([FILE]);
  expect(taken()).toMatchObject({ status: 'done', reduced: null });
});

test('what is to be known of it stays to be read', async () => {
  const { store, taken } = await setUpTaking();
  makes(Promise.resolve({ file: FILE, reduced: REDUCED }));
  await store.getState().share.start('picture-png');
  expect(taken()).toMatchObject({ status: 'done', reduced: REDUCED });
  store.getState().share.dismiss();
  expect(taken()).toBeNull();
});

test.each([
  ['a known failure has its own text', new ShareError('no-words'), 'no-words'],
  ['a part of the page that is missing is said to be', new ChunkError(new TypeError('404')), 'not-loaded'],
  ['an unknown failure names the task', new Error('encoding'), 'words-svg'],
] as const)('%s', async (_, error, failure) => {
  const { store, taken } = await setUpTaking();
  vi.mocked(make).mockRejectedValue(error);
  await store.getState().share.start('words-svg');
  expect(taken()).toEqual({ what: 'words-svg', status: 'failed', failure, error: null });
});

test('what a worker says of a failure is shown', async () => {
  const { store, taken } = await setUpTaking();
  const error = { code: 'decoder-missing', message: 'Go online.' } as const;
  vi.mocked(make).mockRejectedValue(new WorkerFailure(error));
  await store.getState().share.start('picture-png');
  expect(taken()).toMatchObject({ status: 'failed', error });
});

test('a clipboard that is refused points to saving', async () => {
  const copyLater = () => Promise.reject(new DOMException('Document is not focused.', 'NotAllowedError'));
  const { store, taken } = await setUpTaking({ copyLater });
  makes(Promise.resolve({ file: FILE, reduced: null }));
  await store.getState().share.start('view-link');
  expect(taken()).toMatchObject({ status: 'failed', failure: 'view-link' });
});

test('of two requests the newer one is shown', async () => {
  const { store, taken } = await setUpTaking();
  const slow = deferred();
  makes(slow.promise, Promise.resolve({ file: FILE, reduced: REDUCED }));
  const first = store.getState().share.start('maps-json');
  await vi.waitFor(() => expect(make).toHaveBeenCalled());
  await store.getState().share.start('maps-npy');
  slow.resolve({ file: FILE, reduced: null });
  await first;
  expect(taken()).toMatchObject({ what: 'maps-npy', reduced: REDUCED });
});
