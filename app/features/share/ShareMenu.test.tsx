// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { en } from '../../i18n/en';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { captionOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { SharedNote } from './SharedNote';
import { ShareMenu } from './ShareMenu';

const item = (name: string) => screen.getByRole('menuitem', { name });

test('a picture for a slide is two presses, and the keys reach it', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const start = vi.fn();
  patchState(store, { share: { start } });
  const user = renderWith(store, <ShareMenu />);
  await user.tab();
  await user.keyboard('{Enter}');
  item('Save the picture as PNG').focus();
  await user.keyboard('{Enter}');
  expect(start).toHaveBeenCalledExactlyOnceWith('picture-png');
});

test.each([
  ['Copy the picture', 'picture-copy'],
  ['Save all words as PNG', 'words-png'],
  ['Save all words as SVG', 'words-svg'],
  ['Save the maps as JSON', 'maps-json'],
  ['Save the maps for NumPy', 'maps-npy'],
  ['Copy a link to this view', 'view-link'],
  ['Save this view as a file', 'view-file'],
])('%s', async (name, what) => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const start = vi.fn();
  patchState(store, { share: { start } });
  const user = renderWith(store, <ShareMenu />);
  await user.click(screen.getByRole('button', { name: 'Save and share' }));
  await user.click(item(name));
  expect(start).toHaveBeenCalledExactlyOnceWith(what);
});

test('the caption below the picture can be left out, and the menu stays for the next press', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const user = renderWith(store, <ShareMenu />);
  await user.click(screen.getByRole('button', { name: 'Save and share' }));
  const choice = screen.getByRole('menuitemcheckbox', { name: 'With caption and legend' });
  expect(choice.getAttribute('aria-checked')).toBe('true');
  await user.click(choice);
  expect(store.getState().share.includeCaption).toBe(false);
  expect(choice.getAttribute('aria-checked')).toBe('false');
});

test('without words there are no maps to save, and without a pinned word a note says so', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <ShareMenu />);
  await user.click(screen.getByRole('button', { name: 'Save and share' }));
  expect(item('Save the maps as JSON').hasAttribute('disabled')).toBe(true);
  expect(screen.getByText(/pin a word to have its heatmap on it/)).toBeTruthy();
});

test('the result is shown next to the button, and a failure stays until it is dismissed', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const user = renderWith(store, <SharedNote />);
  patchState(store, { share: { task: { what: 'picture-png', status: 'done', reduced: null } } });
  expect((await screen.findByText('Saved')).getAttribute('role')).toBe('status');
  patchState(store, {
    share: { task: { what: 'picture-png', status: 'failed', failure: 'picture-png', error: null } },
  });
  expect((await screen.findByRole('alert')).textContent).toBe(en.share.failures['picture-png']);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
});
