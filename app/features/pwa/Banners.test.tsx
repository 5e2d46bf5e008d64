// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderWith } from '../../test/render';
import { setUp } from '../../test/scene';
import { Banners } from './Banners';

const PWA = { offlineReady: true, updateReady: false, update: vi.fn(), later: vi.fn() };

test('full storage leads to Models; a dismissed message is shown again when its cause returns', async () => {
  const { store } = setUp();
  const user = renderWith(store, <Banners pwa={PWA} />);
  const banner = () => screen.queryByText(/storage of this browser is full/);
  act(() => store.getState().device.setStorage('full'));
  await user.click(screen.getByRole('button', { name: 'Open Models' }));
  expect(store.getState().library.dialogOpen).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(banner()).toBeNull();
  act(() => store.getState().device.setStorage('fine'));
  act(() => store.getState().device.setStorage('full'));
  expect(banner()).toBeTruthy();
  act(() => store.getState().device.setStorage('fine'));
  expect(banner()).toBeNull();
});

test('threads after a reload are offered, and can wait', async () => {
  const { store } = setUp();
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => {});
  const user = renderWith(store, <Banners pwa={PWA} />);
  act(() => store.getState().device.setIsolable(true));
  await user.click(screen.getByRole('button', { name: 'Reload now' }));
  expect(reload).toHaveBeenCalledTimes(1);
  await user.click(screen.getByRole('button', { name: 'Later' }));
  expect(screen.queryByText(/several processor cores/)).toBeNull();
  reload.mockRestore();
});
