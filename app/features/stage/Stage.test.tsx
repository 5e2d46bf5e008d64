// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { captionOf, setUpCaptioned } from '../../test/scene';
import { Stage } from './Stage';

vi.mock('../heatmap/draw', () => ({ drawHeatmap: vi.fn() }));

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

async function setUp(...texts: string[]) {
  const scene = await setUpCaptioned(...texts.map((text, index) => captionOf(text, 0.9 - 0.1 * index)));
  patchState(scene.store, { device: { restored: true } });
  const user = renderWith(scene.store, <Stage />);
  return { ...scene, user };
}

const canvases = () =>
  ['pinned', 'overlay'].map((id) => screen.queryByTestId(id)?.getAttribute('aria-label') ?? null);
const press = (name: string) => screen.getByRole('button', { name });

async function put(user: Awaited<ReturnType<typeof setUp>>['user'], comparison: string) {
  await user.click(press('Compare side by side'));
  await user.click(await screen.findByRole('menuitemradio', { name: comparison }));
}

test('the whole sentence is one press away, and the legend says so', async () => {
  const { user } = await setUp('a dog');
  await user.click(press('Heatmap of the whole sentence'));
  expect(screen.getByTestId('legend').textContent).toContain('Where the model looked for the whole sentence');
  expect(canvases()).toEqual([null, 'Heatmap for the whole sentence, strongest: upper left']);
  await user.click(press('Heatmap of the whole sentence'));
  expect(canvases()).toEqual([null, 'No heatmap shown']);
});

test('the bare picture is shown next to the heatmap', async () => {
  const { store, user } = await setUp('a dog');
  act(() => store.getState().selection.pin({ caption: 0, word: 1 }));
  await put(user, 'The picture alone');
  expect(screen.queryByRole('menuitemradio')).toBeNull();
  expect(screen.getByText('The picture')).toBeTruthy();
  expect(canvases()).toEqual([null, 'Heatmap for “dog”, strongest: upper right']);
  expect(screen.getAllByRole('img', { name: 'a dog' })).toHaveLength(1);
});

test('a pinned word is compared with another, and the legend names both', async () => {
  const { store, user } = await setUp('a brown dog');
  await put(user, 'Another word');
  expect(screen.getByText('· press a word to pin it here')).toBeTruthy();
  act(() => store.getState().selection.pin({ caption: 0, word: 2 }));
  act(() => store.getState().selection.hover({ caption: 0, word: 1 }));
  expect(canvases()).toEqual([
    'Heatmap for “dog”, strongest: lower left',
    'Heatmap for “brown”, strongest: upper right',
  ]);
  expect(screen.getByText('· pinned')).toBeTruthy();
  expect(screen.getByTestId('legend').textContent).toContain('Where the model looked for “dog” and “brown”');
});

test('two sentences are compared by their words', async () => {
  const { user } = await setUp('a dog', 'two cats');
  await user.click(press('Heatmap of the whole sentence'));
  await put(user, 'Another sentence');
  expect(canvases().every((label) => label?.startsWith('Heatmap for the whole sentence'))).toBe(true);
  for (const sentence of ['a dog', 'two cats']) expect(screen.getByText(sentence)).toBeTruthy();
});

test('the look of the heat makes way for the page that explains it, and comes back', async () => {
  const { user } = await setUp('a dog');
  await user.click(press('Heatmap options'));
  await user.click(await screen.findByRole('button', { name: 'What is the difference?' }));
  const name = 'What is the difference?';
  const dialog = await screen.findByRole('dialog', { name }, { timeout: 10_000 });
  expect(screen.queryByRole('dialog', { name: 'Heatmap options' })).toBeNull();
  await user.click(within(dialog).getByRole('button', { name: 'Close' }));
  expect(await screen.findByRole('dialog', { name: 'Heatmap options' })).toBeTruthy();
});

test('only a picture of the strip can be deleted', async () => {
  const { store } = await setUp('a dog');
  const remove = () => screen.queryByRole('button', { name: /^Delete this picture/ });
  expect(remove()).toBeTruthy();
  const { blob } = store.getState().pictures.items[0]!;
  act(() =>
    store.getState().pictures.visit({ id: 'folder/a.jpg', name: 'a.jpg', blob, sample: false, place: 0 }),
  );
  expect(remove()).toBeNull();
});
