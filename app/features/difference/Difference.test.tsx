// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { en } from '../../i18n/en';
import { renderWith } from '../../test/render';
import { setUpReady } from '../../test/scene';
import { MethodChoice } from '../heatmap/MethodChoice';
import { METHOD_NAMES } from '../heatmap/methods';
import { Difference } from './Difference';
import { POINTING } from './figures';

test('one press explains every method, with its exact term and its figures', async () => {
  const { store } = await setUpReady();
  const user = renderWith(
    store,
    <>
      <MethodChoice />
      <Difference />
    </>,
  );
  await user.click(screen.getByRole('button', { name: 'What is the difference?' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'What is the difference?' }));
  for (const name of METHOD_NAMES) {
    expect(dialog.getByRole('heading', { name: en.heatmap.methods[name].label })).toBeTruthy();
    expect(dialog.getByText(en.heatmap.methods[name].term)).toBeTruthy();
  }
  const row = dialog.getByRole('row', { name: /^What made it say the word/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent),
  ).toEqual(['49', '87', '96', '96', '0.01']);
  await user.click(dialog.getByRole('button', { name: 'Close' }));
  expect(store.getState().difference.open).toBe(false);
});

test('the figures go by the methods', () => {
  expect(POINTING.slice(0, 3).map(({ of }) => of)).toEqual(METHOD_NAMES);
});
