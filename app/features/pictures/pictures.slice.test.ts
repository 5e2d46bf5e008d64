import { expect, test } from 'vitest';
import type { State } from '../../store/app-state';
import { BROWSER, captionOf, picture, runOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { currentRun } from '../captions/captions.selectors';
import { refusalOf } from './files';

const names = ({ pictures }: Pick<State, 'pictures'>) => pictures.items.map(({ name }) => name);

test('files that are not images are rejected, the others are added', async () => {
  const { store } = await setUpReady();
  const note = new File(['hello'], 'note.txt', { type: 'text/plain' });
  store.getState().pictures.addFiles([picture('1.jpg'), note, picture('2.jpg')]);
  expect(names(store.getState())).toEqual(['1.jpg', '2.jpg']);
  expect(store.getState().pictures.rejectedFiles).toMatchObject([
    { name: 'note.txt', reason: 'not-an-image' },
  ]);
  expect(store.getState().pictures.currentId).toBe(store.getState().pictures.items[0]!.id);
});

test('persistent storage is requested once, not for samples', async () => {
  let asked = 0;
  const askToKeep = async () => ++asked < 0;
  const { store } = await setUpReady({ browser: { ...BROWSER, requestPersistence: askToKeep } });
  store.getState().pictures.addFiles([picture()], { sample: true });
  expect(asked).toBe(0);
  store.getState().pictures.addFiles([picture()]);
  store.getState().pictures.addFiles([picture()]);
  expect(asked).toBe(1);
});

test.each([
  ['photo.jpg', 'image/jpeg', 10, null],
  ['IMG_1.HEIC', '', 10, null],
  ['README', '', 10, 'not-an-image'],
  ['film.mp4', 'video/mp4', 10, 'not-an-image'],
  ['empty.png', 'image/png', 0, 'empty'],
])('%s of type "%s" with %i bytes: %s', (name, type, size, reason) => {
  expect(refusalOf({ name, type, size })).toBe(reason);
});

test('deleting shows the neighbour; undo brings picture and captions back to their place', async () => {
  const { store, client } = await setUpCaptioned(captionOf('first'));
  store.getState().pictures.addFiles([picture('2.jpg')]);
  await client.last('caption').done(runOf(captionOf('second')));
  const [first, second] = store.getState().pictures.items;
  store.getState().pictures.show(first!.id);
  store.getState().pictures.remove(first!.id);
  expect(store.getState()).toMatchObject({ pictures: { currentId: second!.id, items: [second] } });
  expect(store.getState().captions.runs[first!.id]).toBeUndefined();
  store.getState().pictures.undoRemove();
  expect(store.getState()).toMatchObject({
    pictures: { currentId: first!.id, items: [first, second], lastRemoved: null },
  });
  expect(currentRun(store.getState())?.status).toBe('done');
  expect(client.calls('caption')).toHaveLength(2);
});

test('deleting a picture stops its run, and undo captions it again', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  store.getState().pictures.remove(store.getState().pictures.currentId!);
  expect(client.last('caption').cancelled).toBe(true);
  expect(store.getState().pictures.currentId).toBeNull();
  store.getState().pictures.undoRemove();
  await client.last('caption').abort();
  expect(client.calls('caption')).toHaveLength(2);
  expect(currentRun(store.getState())?.status).toBe('encoding');
});

test('walking the strip stops at its ends', async () => {
  const { store } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  const [first, second] = store.getState().pictures.items;
  store.getState().pictures.step(1);
  expect(store.getState().pictures.currentId).toBe(second!.id);
  store.getState().pictures.step(1);
  expect(store.getState().pictures.currentId).toBe(second!.id);
  store.getState().pictures.step(-5);
  expect(store.getState().pictures.currentId).toBe(first!.id);
});
