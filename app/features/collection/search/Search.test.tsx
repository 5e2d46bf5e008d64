// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { SearchResult } from '../../../../core/protocol';
import { createDuplicateFinder } from '../../../../dataset';
import { en } from '../../../i18n/collection/en';
import { renderWith } from '../../../test/render';
import { setUpReady } from '../../../test/scene';
import { settled } from '../../../worker-client/fake';
import { CollectionContext } from '../context';
import { ThumbnailCache } from '../grid/thumbnail-cache';
import { createJudge } from '../store/visible';
import { openedStore, record } from '../testing';
import { MoreHits, NoHits } from './GridEnds';
import { LabelsPanel } from './LabelsPanel';
import { SearchBar } from './SearchBar';

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg'];

function found(probabilities: (number | null)[], changes: Partial<SearchResult> = {}): SearchResult {
  const hits = probabilities.map((probability, at) => ({ path: NAMES[at]!, cosine: 0.3, probability }));
  const fitting = probabilities.filter((probability) => (probability ?? 0) >= 0.5).length;
  const checked = probabilities.filter((probability) => probability !== null).length;
  return { hits, fitting, checked, toCheck: hits.length, withoutVector: 0, total: 3, ...changes };
}

async function setUp() {
  const page = await setUpReady();
  const { store, collections, engine } = await openedStore(NAMES.map((path) => record(path)));
  const shared = {
    store,
    thumbnails: new ThumbnailCache(collections, () => 'trip'),
    judge: createJudge(),
    findDuplicates: createDuplicateFinder(),
    messages: en,
  };
  const user = renderWith(
    page.store,
    <CollectionContext value={shared}>
      <SearchBar />
      <MoreHits />
      <NoHits />
      <LabelsPanel />
    </CollectionContext>,
  );
  const field = screen.getByLabelText('What the picture shows');
  const searchFor = async (text: string) => {
    await user.type(field, `${text}{Enter}`);
    await act(settled);
    return engine.last('search');
  };
  return { page, store, collections, engine, user, field, searchFor };
}

let scene: Awaited<ReturnType<typeof setUp>>;
beforeEach(async () => {
  scene = await setUp();
});

test('says how far it is, can be cancelled, and tells the number once', async () => {
  const call = await scene.searchFor('a cat');
  act(() => call.progress(found([0.9, null, null])));
  expect(screen.getByText('Looking closely: 1 of 3, 1 fit so far')).toBeTruthy();
  expect(screen.queryByText(/pictures? fits? “a cat”/)).toBeNull();
  await scene.user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(call.cancelled).toBe(true);
  await act(() => call.done(found([0.9, null, null])));
  expect(
    screen.getByText(/^Stopped: 1 of 3 were looked at closely. 1 of 3 pictures fits “a cat”\.$/),
  ).toBeTruthy();
});

test('what fits less is one step away, and Escape ends the search', async () => {
  const call = await scene.searchFor('a cat');
  await act(() => call.done(found([0.9, 0.2, 0.1])));
  await scene.user.click(screen.getByRole('button', { name: 'Show 2 more that fit less' }));
  expect(scene.store.getState().search?.all).toBe(true);
  await scene.user.type(scene.field, '{Escape}');
  expect(scene.store.getState()).toMatchObject({ search: null, returning: true });
  expect(scene.field).toHaveProperty('value', '');
});

test('where nothing fits, it says what to do', async () => {
  const call = await scene.searchFor('joy');
  await act(() => call.done(found([0.3, 0.2, 0.1])));
  expect(screen.getByText(/No picture fits “joy” by half or more. Say plainly/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Show the 3 nearest anyway' })).toBeTruthy();
});

test('pictures without vectors are counted, and their vectors are made and paused', async () => {
  const call = await scene.searchFor('a cat');
  await act(() => call.done(found([0.9], { withoutVector: 2 })));
  expect(screen.getByText(/^2 pictures have no vector yet/)).toBeTruthy();
  await scene.user.click(screen.getByRole('button', { name: 'Make them' }));
  await act(settled);
  const made = scene.engine.last('embedCollection');
  act(() => made.progress({ done: 1, total: 3, failed: 0, perSecond: 0.5 }));
  expect(screen.getAllByText('Making vectors: 1 of 3, 4 s left')).toBeTruthy();
  await scene.user.click(screen.getAllByRole('button', { name: 'Pause' })[0]!);
  expect(made.cancelled).toBe(true);
});

test.each(['model-missing', 'no-contrast'] as const)('%s leads to the models', async (code) => {
  const call = await scene.searchFor('a cat');
  await act(() => call.fail({ code, message: 'The matcher has no such head.' }));
  expect(screen.getByRole('alert').textContent).toMatch(
    code === 'model-missing' ? /needs a model that tells how well/ : /no such head/,
  );
  await scene.user.click(screen.getByRole('button', { name: 'Choose a model' }));
  expect(scene.page.store.getState().library.dialogOpen).toBe(true);
});

test('a file that is no picture is refused, a picture is searched for', async () => {
  const input = screen.getByTestId('search-picture');
  await scene.user.upload(input, new File([], 'empty.png', { type: 'image/png' }));
  expect(screen.getByText('empty.png is not a picture.')).toBeTruthy();
  await scene.user.upload(input, new File(['x'], 'cat.png', { type: 'image/png' }));
  await act(settled);
  expect(scene.engine.last('search').payload.query).toMatchObject({
    kind: 'file',
    file: { name: 'cat.png' },
  });
});

test('labels are added, sorted into, and show their pictures', async () => {
  const { collections } = scene;
  const labels = ['a dog', 'a cat'];
  await scene.user.type(screen.getByLabelText('Label'), 'a dog, a cat{Enter}');
  expect(collections.last('changeLabels').payload.add).toEqual(labels);
  await act(() => collections.last('changeLabels').done(labels));
  await act(() => collections.last('labels').done({ labels, pictures: [] }));
  expect(screen.getByLabelText<HTMLInputElement>('Label').value).toBe('');
  await scene.user.click(screen.getByRole('button', { name: 'Sort 3 pictures' }));
  await act(settled);
  const call = scene.engine.last('classifyCollection');
  const pictures = NAMES.map((path, label) => ({
    path,
    label: label === 2 ? null : label,
    probability: 0.9,
    cosine: 0.3,
  }));
  act(() => call.progress({ matcher: 'm', done: 3, total: 3, perSecond: 1, pictures }));
  await act(() => call.done({ done: 3, failed: 0, total: 3, withoutVector: 0, paused: false }));
  await scene.user.click(screen.getByRole('button', { name: 'a cat: 1' }));
  expect(scene.store.getState().shownLabel).toEqual({ label: 'a cat' });
  await scene.user.click(screen.getByRole('button', { name: 'a cat: 1' }));
  expect(scene.store.getState().shownLabel).toBeNull();
  expect(screen.getByRole('button', { name: 'None of them: 1' })).toBeTruthy();
});
