import { expect, test, vi } from 'vitest';
import { setUp } from '../test/scene';
import { PERSIST } from './app-state';

vi.mock('react', () => ({}));

test('the store works without React', () => {
  expect(setUp().store.getState().modelStatus).toBe('idle');
});

test('every key of the state declares whether it is stored', () => {
  const keys = Object.entries(setUp().store.getState()).filter(([, value]) => typeof value !== 'function');
  expect(keys.map(([key]) => key).sort()).toEqual(Object.keys(PERSIST).sort());
});
