// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { BROWSER, MODEL, picture, setUp } from '../../test/scene';
import { settled } from '../../worker-client/fake';
import { DEMO_ID } from '../models/active/names';
import type { Connection } from '../models/browser-tools';
import { bundleOf, libraryOf } from '../models/testing';
import { CollectionNotice } from './CollectionNotice';
import { followPhotographs } from './follow-photographs';
import { StripNotice } from './StripNotice';

const UNKNOWN: Connection = { savesData: false, isMobile: false, bytesPerSecond: null };

/** A photograph was added to a page that has the demo model only. */
async function addPhotograph({
  online = true,
  contents = libraryOf(),
  connection = UNKNOWN,
  count = 1,
} = {}) {
  const scene = setUp({ now: () => 0, browser: { ...BROWSER, connection: () => connection } });
  const { store, client, collections, library } = scene;
  followPhotographs(store);
  store.getState().device.setOnline(online);
  void store.getState().model.load();
  await client.last('load').done({ ...MODEL, id: DEMO_ID });
  const user = renderWith(store, <StripNotice />);
  await act(async () => {
    store.getState().pictures.addFiles(Array.from({ length: count }, (_, n) => picture(`${n}.jpg`)));
    await settled();
    for (const call of collections.calls('looksDrawn')) await call.done(false);
    await library.last('library').done(contents);
  });
  const press = (name: string | RegExp) => user.click(screen.getByRole('button', { name }));
  return { ...scene, user, press };
}

const notice = () => screen.queryByRole('region')?.textContent ?? '';

test('says what the demo model knows, and offers a model with its size and time', async () => {
  const connection = { ...UNKNOWN, bytesPerSecond: 2.5e6 };
  const { client, library, press } = await addPhotograph({ connection, count: 3 });
  expect(notice()).toContain('The demo model knows drawings, not photographs');
  expect(notice()).toContain('3 of your pictures look like photographs');
  expect(notice()).toMatch(/BLIP captions, base: 990 MB to download, 232 MB on this device/);
  expect(notice()).toContain(
    'At 20 Mbit/s the download takes about 7 min, and about 30 s more go into preparing it.',
  );
  expect(client.calls('caption')).toEqual([]);
  await press('Install it (990 MB)');
  expect(library.calls('install')).toHaveLength(1);
});

test('a browser that tells nothing of the connection gets an example', async () => {
  await addPhotograph();
  expect(notice()).toContain(
    'At 50 Mbit/s the download takes about 3 min, and about 30 s more go into preparing it.',
  );
});

test.each([
  ['saves data', { savesData: true }],
  ['is mobile', { isMobile: true }],
])('where the connection %s, says that the bytes may cost money', async (_, changes) => {
  await addPhotograph({ connection: { ...UNKNOWN, ...changes } });
  expect(notice()).toContain('990 MB may cost money');
});

test('without a network, models are added from files', async () => {
  const { store, press } = await addPhotograph({ online: false });
  expect(notice()).toContain('There is no network now.');
  expect(screen.queryByRole('button', { name: /^Install/ })).toBeNull();
  await press('Add a model from files');
  expect(store.getState().library.dialogOpen).toBe(true);
});

test('without space, says how much is missing', async () => {
  const { store, press } = await addPhotograph({
    contents: libraryOf({ usageBytes: 1e9, quotaBytes: 1.3e9 }),
  });
  expect(notice()).toContain('installing takes up to 1.22 GB, and 300 MB are free');
  await press('See what can be deleted');
  expect(store.getState().library.dialogOpen).toBe(true);
});

test('a model that is here already is offered in place of a download', async () => {
  const { store, press } = await addPhotograph({ contents: libraryOf({ bundles: [bundleOf('base')] }) });
  await press('Use blip-image-captioning-base');
  expect(store.getState().model.choice).toEqual({ kind: 'installed', key: 'base' });
});

test('the demo model goes on if a person wants that', async () => {
  const { client, press } = await addPhotograph();
  await press('Go on with the demo model');
  expect(client.calls('caption')).toHaveLength(1);
  expect(screen.queryByRole('region')).toBeNull();
});

describe('a folder of photographs that the demo model captions for now', () => {
  async function openFolder(contents = libraryOf()) {
    const scene = await addPhotograph({ contents });
    const { store } = scene;
    cleanup();
    const { drawn } = store.getState().photographs;
    patchState(store, { photographs: { drawn: { ...drawn, trip: false, scenes: true } } });
    renderWith(
      store,
      <>
        <CollectionNotice collection="trip" />
        <CollectionNotice collection="scenes" />
      </>,
    );
    await scene.press('Not now');
    expect(notice()).toBe('');
    return scene;
  }

  test('says so, with the way to the model', async () => {
    const { library, press } = await openFolder();
    expect(screen.getByText(/^The demo model is small and has seen drawn scenes only/)).toBeTruthy();
    await press('Install it (990 MB)');
    expect(library.calls('install')).toHaveLength(1);
    expect(screen.getByRole('region', { name: /is being installed/ })).toBeTruthy();
  });

  test('or to one that is here', async () => {
    const { store, press } = await openFolder(libraryOf({ bundles: [bundleOf('base')] }));
    await press('Use blip-image-captioning-base');
    expect(store.getState().model.choice).toEqual({ kind: 'installed', key: 'base' });
  });
});

test('progress is shown where the pictures wait, and the demo model may caption meanwhile', async () => {
  const { client, library, press } = await addPhotograph();
  await press(/^Install it/);
  act(() =>
    library.last('install').progress({ phase: 'download', doneBytes: 99e6, totalBytes: 990e6, notice: null }),
  );
  expect(notice()).toContain('Downloading: 99.0 MB of 990 MB');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('10');
  expect(client.calls('caption')).toEqual([]);
  await press('Use the demo model until then');
  expect(client.calls('caption')).toHaveLength(1);
  expect(notice()).toContain('The demo model guesses until it is there');
});

test('a download that fails is tried again in place, or given up', async () => {
  const { client, library, press } = await addPhotograph();
  await press(/^Install it/);
  await act(() => library.last('install').fail({ code: 'network', message: 'The hub does not answer.' }));
  expect(screen.getByRole('alert').textContent).toContain('could not be added');
  await press('Try again');
  expect(library.calls('install')).toHaveLength(2);
  await act(() => library.last('install').fail({ code: 'storage-full', message: 'The disk is full.' }));
  await press('Open Models');
  await press('Go on with the demo model');
  expect(client.calls('caption')).toHaveLength(1);
});
