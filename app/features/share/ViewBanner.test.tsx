// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderWith } from '../../test/render';
import { captionOf, picture, runOf, setUpReady } from '../../test/scene';
import { openViewLink } from './open-view';
import { VIEW } from './testing';
import { ViewBanner } from './ViewBanner';
import { linkTo } from './view-document';

const { hash } = new URL(linkTo('https://example.test/', VIEW));

test('a view without its picture says which one it is of, and asks for it', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <ViewBanner />);
  await act(() => openViewLink(store, hash));
  expect(screen.getByRole('status').textContent).toContain('“dog.jpg” (1 kB, SHA-256 ');
  expect(screen.getByRole('button', { name: 'Choose the picture' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('status')).toBeNull();
});

test('a view that is shown can be undone', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('a brown dog')));
  const { palette } = store.getState().heatmap;
  const user = renderWith(store, <ViewBanner />);
  await act(() => openViewLink(store, hash));
  expect(screen.getByRole('status').textContent).toContain('is shown as it was');
  expect(store.getState().heatmap.palette).toBe('viridis');
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(store.getState().heatmap.palette).toBe(palette);
  expect(screen.queryByRole('status')).toBeNull();
});

test('a damaged link shows one message', async () => {
  const { store } = await setUpReady();
  renderWith(store, <ViewBanner />);
  await act(() => openViewLink(store, '#view=abc'));
  expect(screen.getByRole('alert').textContent).toMatch(/^This link is damaged or incomplete\./);
});
