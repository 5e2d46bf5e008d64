// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { renderWith } from '../../test/render';
import { captionOf, picture, runOf, setUpReady } from '../../test/scene';
import { Strip } from './Strip';

afterEach(() => vi.unstubAllGlobals());

const options = () => screen.queryAllByRole('option').map((option) => option.getAttribute('aria-label'));

test('every picture says how far it is', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg'), picture('3.jpg')]);
  renderWith(store, <Strip />);
  expect(screen.getByRole('listbox', { name: 'Pictures' })).toBeTruthy();
  expect(options()).toEqual(['1.jpg, working', '2.jpg, queued', '3.jpg, queued']);
  await act(() => client.last('caption').done(runOf(captionOf('a dog'))));
  await act(() => client.last('caption').fail({ code: 'corrupt-image', message: 'The image is damaged.' }));
  expect(options()).toEqual(['1.jpg, done', '2.jpg, failed', '3.jpg, working']);
});

test('the arrow keys move through the strip with the focus', async () => {
  const { store } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  const user = renderWith(store, <Strip />);
  act(() => screen.getByRole('option', { selected: true }).focus());
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('2.jpg, queued');
  await user.keyboard('{Home}');
  expect(screen.getByRole('option', { selected: true }).getAttribute('aria-label')).toBe('1.jpg, working');
});

test('a deleted picture can be brought back', async () => {
  const { store } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg')]);
  const user = renderWith(store, <Strip />);
  act(() => store.getState().pictures.remove(store.getState().pictures.currentId!));
  expect(options()).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(options()).toEqual(['1.jpg, queued']);
});

test('refused files are named with the reason', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Strip />);
  act(() =>
    store
      .getState()
      .pictures.addFiles([new File(['x'], 'note.txt', { type: 'text/plain' }), picture('1.jpg')]),
  );
  expect(screen.getByRole('alert').textContent).toContain('note.txt: This is not an image.');
  expect(options()).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('the samples are available when there are other pictures', async () => {
  vi.stubGlobal('fetch', async (url: URL | string) =>
    String(url).endsWith('.json')
      ? Response.json([{ file: '01.webp', alt: 'a red ball' }])
      : new Response(new Blob(['pixels'], { type: 'image/webp' })),
  );
  const { store } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg')]);
  const user = renderWith(store, <Strip />);
  await user.click(screen.getByRole('button', { name: 'Sample pictures' }));
  await user.click(await screen.findByRole('button', { name: 'Try the sample: a red ball' }));
  expect(await screen.findByRole('option', { name: '01.webp, queued' })).toBeTruthy();
  expect(store.getState().pictures.items.at(-1)).toMatchObject({ name: '01.webp', sample: true });
});
