import { expect, test, vi } from 'vitest';
import { setUp } from '../test/scene';
import { SLICES, storedKeys } from './persisted';

vi.mock('react', () => ({}));

test('the store works without React', () => {
  expect(setUp().store.getState().model.status).toBe('idle');
});

test('every slice declares which of its keys are stored', () => {
  const state = setUp().store.getState();
  expect([...SLICES].sort()).toEqual(Object.keys(state).sort());
  for (const name of SLICES)
    expect(Object.keys(state[name])).toEqual(expect.arrayContaining(storedKeys(name)));
});
