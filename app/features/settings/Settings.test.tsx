// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { setUpReady } from '../../test/scene';
import { Settings } from './Settings';
import { settingsOf } from './settings.slice';

test('an advanced number can be changed and reset', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  const topK = screen.getByLabelText('Top-k');
  expect(screen.queryByRole('button', { name: 'Reset top-k' })).toBeNull();
  await user.clear(topK);
  await user.type(topK, '20');
  expect(settingsOf(store.getState()).topK).toBe(20);
  await user.click(screen.getByText('Advanced'));
  await user.click(screen.getByRole('button', { name: 'Reset top-k' }));
  expect(settingsOf(store.getState()).topK).toBe(50);
});

test.each([
  ['Top-p', '0.7', { topP: 0.7 }],
  ['Top-p', '0.05', { topP: 0.05 }],
  ['Temperature', '1.25', { temperature: 1.25 }],
  ['Repetition penalty', '1.5', { repetitionPenalty: 1.5 }],
])('%s can be typed: %s', async (name, typed, settings) => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  const field = screen.getByLabelText<HTMLInputElement>(name);
  await user.clear(field);
  await user.type(field, typed);
  expect(field.value).toBe(typed);
  expect(settingsOf(store.getState())).toMatchObject(settings);
});

test('a typed number out of range has no effect, and is clamped on blur', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  const field = screen.getByLabelText<HTMLInputElement>('Temperature');
  await user.clear(field);
  await user.type(field, '9');
  expect(settingsOf(store.getState()).temperature).toBe(1);
  await user.tab();
  expect(settingsOf(store.getState()).temperature).toBe(2);
  expect(field.value).toBe('2');
  await user.clear(field);
  await user.tab();
  expect(field.value).toBe('2');
});

test('each number has a slider', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  act(() => screen.getByRole('slider', { name: 'Top-p, slider', hidden: true }).focus());
  await user.keyboard('{Home}');
  expect(settingsOf(store.getState()).topP).toBe(0.05);
  expect(screen.getByLabelText<HTMLInputElement>('Top-p').value).toBe('0.05');
});

test('the longest length leaves room for the prompt', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  act(() => store.getState().settings.change({ minLength: 1, maxLength: 6 }));
  act(() => screen.getByRole('slider', { name: 'Longest' }).focus());
  await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  // The start token, "a picture of", and one piece after it.
  expect(settingsOf(store.getState())).toMatchObject({ minLength: 1, maxLength: 5 });
  expect(screen.getByText('1 to 5 word pieces')).toBeTruthy();
});

test('everything can be reset at once, and the reset undone', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  expect(screen.queryByRole('button', { name: 'Reset all' })).toBeNull();
  act(() => store.getState().settings.change({ topP: 0.5, method: 'beam' }));
  act(() => store.getState().settings.setSeed(7));
  await user.click(screen.getByRole('button', { name: 'Reset all' }));
  expect(store.getState()).toMatchObject({ settings: { overrides: {}, seedLocked: false } });
  await user.click(screen.getByRole('button', { name: 'Undo the reset' }));
  expect(store.getState()).toMatchObject({
    settings: { overrides: { topP: 0.5, method: 'beam' }, seed: 7, seedLocked: true },
  });
});

test('plain … surprising moves both numbers', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  act(() => screen.getByRole('slider', { name: 'Plain to surprising' }).focus());
  await user.keyboard('{Home}');
  expect(settingsOf(store.getState())).toMatchObject({ topP: 0.5, temperature: 0.5 });
  expect(screen.getByText('very plain')).toBeTruthy();
});

test('only the settings that the method reads are shown', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  await user.selectOptions(screen.getByRole('combobox', { name: 'Method' }), 'beam');
  expect(settingsOf(store.getState()).method).toBe('beam');
  expect(screen.queryByRole('slider', { name: 'Plain to surprising' })).toBeNull();
  expect(screen.getByRole('slider', { name: 'Beams' })).toBeTruthy();
  expect(screen.queryByText('Advanced')).toBeNull();
});

test('typing a seed locks it', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  const seed = screen.getByLabelText('Seed');
  await user.clear(seed);
  await user.type(seed, '7');
  expect(store.getState()).toMatchObject({ settings: { seed: 7, seedLocked: true } });
  await user.click(screen.getByRole('button', { name: 'Keep this seed' }));
  expect(store.getState().settings.seedLocked).toBe(false);
});

test('the slider sets and locks the seed, and the reset unlocks it', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  expect(screen.queryByRole('button', { name: 'Reset seed' })).toBeNull();
  act(() => screen.getByRole('slider', { name: 'Seed, slider' }).focus());
  await user.keyboard('{Home}');
  expect(store.getState()).toMatchObject({ settings: { seed: 0, seedLocked: true } });
  await user.click(screen.getByRole('button', { name: 'Reset seed' }));
  expect(store.getState().settings.seedLocked).toBe(false);
});

test('a language that cannot be loaded is named, and can be tried again', async () => {
  const { store } = await setUpReady();
  const user = renderWith(store, <Settings />);
  const choose = vi.fn();
  act(() => patchState(store, { language: { failed: 'de', choose } }));
  expect(screen.getByRole('alert').textContent).toContain('Deutsch could not be loaded');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(choose).toHaveBeenCalledWith('de');
});
