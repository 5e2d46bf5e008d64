// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderWith } from '../../test/render';
import { setUpReady } from '../../test/scene';
import { Settings } from './Settings';
import { SettingsButton } from './SettingsButton';

test('the button brings the settings into view and into focus', async () => {
  const { store } = await setUpReady();
  const user = renderWith(
    store,
    <>
      <SettingsButton />
      <Settings />
    </>,
  );
  const title = screen.getByRole('heading', { name: 'Settings' });
  const scroll = vi.spyOn(title, 'scrollIntoView');
  await user.click(screen.getByRole('button', { name: 'Go to the settings' }));
  expect(document.activeElement).toBe(title);
  expect(scroll).toHaveBeenCalledTimes(1);
});
