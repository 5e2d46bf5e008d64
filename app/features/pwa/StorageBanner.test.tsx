// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderWith } from '../../test/render';
import { setUp } from '../../test/scene';
import { StorageBanner } from './StorageBanner';

test('what is not stored is named, and can be tried again', async () => {
  const { store } = setUp();
  const user = renderWith(store, <StorageBanner />);
  act(() => {
    store
      .getState()
      .device.setUnstored([
        { kind: 'picture', name: 'dog.jpg' },
        { kind: 'captions', name: 'cat.jpg' },
        { kind: 'settings' },
      ]);
    store.getState().device.setStorage('partly');
  });
  expect(screen.getByRole('status').textContent).toContain('dog.jpg, the captions of cat.jpg, and settings');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(store.getState().device.storageRequest).toBe('retry');
});

test('a long list is cut short', () => {
  const { store } = setUp();
  renderWith(store, <StorageBanner />);
  const unstored = Array.from({ length: 12 }, (_, at) => ({ kind: 'picture' as const, name: `${at}.jpg` }));
  act(() => {
    store.getState().device.setUnstored(unstored);
    store.getState().device.setStorage('partly');
  });
  expect(screen.getByRole('status').textContent).toContain('4.jpg, and 7 more');
});

test.each([
  ['gone', 'Store it again', 'retry'],
  ['off', 'Try again', 'retry'],
  ['unreadable', 'Delete what is left', 'delete-unreadable'],
] as const)('when storage is %s, one can %s', async (storage, name, request) => {
  const { store } = setUp();
  const user = renderWith(store, <StorageBanner />);
  act(() => store.getState().device.setStorage(storage));
  await user.click(screen.getByRole('button', { name }));
  expect(store.getState().device.storageRequest).toBe(request);
});

test('of a newer version, the page leads to a reload', () => {
  const { store } = setUp();
  renderWith(store, <StorageBanner />);
  act(() => store.getState().device.setStorage('newer'));
  expect(screen.getByText(/newer version of Blipscope/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Reload now' })).toBeTruthy();
});
