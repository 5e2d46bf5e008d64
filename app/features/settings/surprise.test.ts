import { expect, test } from 'vitest';
import { isOnSlider, surpriseAt, surpriseLevel, surpriseName } from './surprise';

test('the middle is what LAVIS uses', () => {
  expect(surpriseAt(50)).toEqual({ topP: 0.9, temperature: 1 });
});

test.each(Array.from({ length: 21 }, (_, i) => i * 5))('level %i comes back from its numbers', (level) => {
  expect(surpriseLevel(surpriseAt(level))).toBe(level);
  expect(isOnSlider(surpriseAt(level))).toBe(true);
});

test('both numbers increase along the slider', () => {
  const all = Array.from({ length: 101 }, (_, level) => surpriseAt(level));
  for (const [index, { topP, temperature }] of all.slice(1).entries()) {
    expect(topP).toBeGreaterThan(all[index]!.topP);
    expect(temperature).toBeGreaterThan(all[index]!.temperature);
  }
});

test.each([
  [{ topP: 0.5, temperature: 0.5 }, 'very-plain'],
  [{ topP: 0.9, temperature: 1 }, 'balanced'],
  [{ topP: 1, temperature: 1.5 }, 'surprising'],
  [{ topP: 0.3, temperature: 1 }, 'custom'],
])('%j is %s', (surprise, name) => {
  expect(surpriseName(surprise)).toBe(name);
});
