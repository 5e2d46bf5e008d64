import { expect, test } from 'vitest';
import { MODEL, setUp, setUpReady } from '../../test/scene';
import { settingsDiffer, settingsOf } from './settings.slice';

test('settings follow the model’s defaults until they are changed, and again after a reset', async () => {
  const { store } = await setUpReady();
  expect(settingsOf(store.getState())).toMatchObject({ ...MODEL.defaults, method: 'nucleus' });
  store.getState().settings.change({ topP: 0.5, numCaptions: 1 });
  expect(settingsOf(store.getState())).toMatchObject({ topP: 0.5, numCaptions: 1, topK: 50 });
  store.getState().settings.reset('topP');
  expect(settingsOf(store.getState())).toMatchObject({ topP: 0.9, numCaptions: 1 });
  expect(store.getState().settings.overrides).toEqual({ numCaptions: 1 });
});

test('before a model is loaded the table’s defaults are shown', () => {
  expect(settingsOf(setUp().store.getState())).toMatchObject({ numCaptions: 3, topP: 0.9, maxLength: 30 });
});

test('lengths are clamped to the model’s positions', async () => {
  const { store } = await setUpReady();
  store.getState().settings.change({ minLength: 50, maxLength: 60 });
  expect(settingsOf(store.getState())).toMatchObject({ minLength: 40, maxLength: 40 });
});

test('the longest length has room for the prompt, as far as the model has', async () => {
  const { store } = await setUpReady();
  store.getState().settings.change({ maxLength: 2 });
  expect(settingsOf(store.getState()).maxLength).toBe(5);
  store.getState().settings.change({ prompt: 'a picture of zebras' });
  expect(settingsOf(store.getState()).maxLength).toBe(11);
  store.getState().settings.change({ prompt: 'z'.repeat(60) });
  expect(settingsOf(store.getState()).maxLength).toBe(40);
});

test('a change by hand after a reset of all ends its undo', () => {
  const { store } = setUp();
  store.getState().settings.change({ topP: 0.5 });
  store.getState().settings.resetAll();
  store.getState().settings.rollSeed();
  expect(store.getState().settings.beforeReset).toMatchObject({ overrides: { topP: 0.5 } });
  store.getState().settings.change({ topK: 5 });
  expect(store.getState().settings.beforeReset).toBeNull();
});

test('a typed seed is locked, a rolled one is not', () => {
  const { store } = setUp();
  store.getState().settings.setSeed(7);
  expect(store.getState()).toMatchObject({ settings: { seed: 7, seedLocked: true } });
  store.getState().settings.lockSeed(false);
  store.getState().settings.rollSeed();
  expect(store.getState()).toMatchObject({ settings: { seed: 2 ** 31, seedLocked: false } });
});

test('only settings that the method reads make a difference', async () => {
  const { store } = await setUpReady();
  const before = settingsOf(store.getState());
  expect(settingsDiffer(before, { ...before, topP: 0.2 }, false)).toBe(true);
  expect(settingsDiffer(before, { ...before, beams: 7 }, false)).toBe(false);
  expect(settingsDiffer(before, { ...before, seed: 1 }, false)).toBe(false);
  expect(settingsDiffer(before, { ...before, seed: 1 }, true)).toBe(true);
  expect(settingsDiffer(before, { ...before, method: 'greedy' }, false)).toBe(true);
});
