import { expect, test } from 'vitest';
import { captionOf, picture, runOf, setUpReady } from '../../test/scene';
import { settled } from '../../worker-client/fake';
import { lookAtAdded, openViewFile, openViewLink } from './open-view';
import { PICTURE_HASH, VIEW } from './testing';
import { linkTo, type SavedView } from './view-document';

const fragmentOf = (view: SavedView) => new URL(linkTo('https://example.test/', view)).hash;
const fileOf = (value: object) => new File([JSON.stringify(value)], 'dog.blipscope-view.json');

test('a view of a picture that is here is shown', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture(), new File(['others'], 'cat.jpg', { type: 'image/jpeg' })]);
  store.getState().pictures.step(1);
  await client.last('caption').done(runOf(captionOf('a brown dog')));
  const [dog] = store.getState().pictures.items;
  const opening = openViewLink(store, fragmentOf(VIEW));
  await expect.poll(() => store.getState().savedView.note?.kind).toBe('restored');
  await opening;
  expect(store.getState().pictures.currentId).toBe(dog?.id);
});

test('without its picture a view waits; pictures are compared by their bytes', async () => {
  const { store, client } = await setUpReady();
  const settings = store.getState().settings.overrides;
  await openViewFile(store, fileOf(VIEW));
  expect(store.getState().savedView.note).toMatchObject({ kind: 'awaiting', another: null });
  expect(store.getState().settings.overrides).toBe(settings);
  // Of the same name and size.
  store.getState().pictures.addFiles([new File(['others'], 'dog.jpg', { type: 'image/jpeg' })]);
  await lookAtAdded(store, store.getState().pictures.items);
  expect(store.getState().savedView.note).toMatchObject({ kind: 'awaiting', another: 'dog.jpg' });
  await client.last('caption').done(runOf(captionOf('a horse')));
  store.getState().pictures.addFiles([picture('renamed.jpg')]);
  await client.last('caption').done(runOf(captionOf('a brown dog')));
  await lookAtAdded(store, store.getState().pictures.items.slice(1));
  expect(store.getState().savedView.note).toMatchObject({
    kind: 'restored',
    view: { picture: { sha256: PICTURE_HASH } },
  });
});

test.each([
  ['a damaged file', { ...VIEW, settings: null }, 'damaged-file'],
  ['another file', {}, 'not-a-view'],
])('%s changes nothing but says so', async (_, value, why) => {
  const { store } = await setUpReady();
  const { savedView: _none, ...before } = store.getState();
  await openViewFile(store, fileOf(value));
  const { savedView, ...after } = store.getState();
  expect(savedView.note).toEqual({ kind: 'refused', why });
  expect(after).toEqual(before);
});

test('a damaged link changes nothing', async () => {
  const { store } = await setUpReady();
  await openViewLink(store, '#view=abc');
  expect(store.getState().savedView.note).toMatchObject({
    kind: 'refused',
    why: 'damaged-link',
  });
  store.getState().savedView.dismiss();
  await settled();
  expect(store.getState().savedView.note).toBeNull();
});

test('a huge file is not even read', async () => {
  const { store } = await setUpReady();
  await openViewFile(store, new File(['x'.repeat(300_000)], 'x.blipscope-view.json'));
  expect(store.getState().savedView.note).toMatchObject({ kind: 'refused' });
});
