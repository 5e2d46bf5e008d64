import { describe, expect, test } from 'vitest';
import { type CaptionSettings, MAX_SEED } from '../../../core/settings/index.ts';
import { fakeManifest } from '../testing/fake-runtime.ts';
import { checkSettings } from './settings.ts';

const SETTINGS: CaptionSettings = { ...fakeManifest().generation, method: 'nucleus', seed: 1 };
const check = (changes: Partial<CaptionSettings>, promptLength = 3) =>
  checkSettings({ ...SETTINGS, ...changes }, fakeManifest(), promptLength);

describe('settings', () => {
  test('are returned frozen', () => {
    const checked = check({});
    expect(checked).toEqual(SETTINGS);
    expect(Object.isFrozen(checked)).toBe(true);
  });

  test.each<[keyof CaptionSettings, number, string]>([
    ['numCaptions', 0, 'a whole number from 1 to 32'],
    ['numCaptions', 1.5, 'a whole number from 1 to 32'],
    ['topP', -0.1, 'a number from 0 to 1'],
    ['topP', 1.1, 'a number from 0 to 1'],
    ['topP', Number.NaN, 'a number from 0 to 1'],
    ['topK', -1, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`],
    ['temperature', 0, 'a number above 0'],
    ['temperature', Number.POSITIVE_INFINITY, 'a number above 0'],
    ['repetitionPenalty', 0, 'a number above 0'],
    ['minLength', -1, 'a whole number from 0 to 20'],
    ['maxLength', 3, 'a whole number from 4 to 20'],
    ['maxLength', 21, 'a whole number from 4 to 20'],
    ['seed', -1, `a whole number from 0 to ${MAX_SEED}`],
    ['seed', 0.5, `a whole number from 0 to ${MAX_SEED}`],
    ['seed', MAX_SEED + 1, `a whole number from 0 to ${MAX_SEED}`],
    ['beams', 0, 'a whole number from 1 to 6'],
    ['beams', 7, 'a whole number from 1 to 6'],
  ])('%s of %d is refused by name, value and range', (field, value, permitted) => {
    expect(() => check({ [field]: value })).toThrow(
      expect.objectContaining({
        field,
        permittedInWords: permitted,
        message: `${field} is ${JSON.stringify(value)}; it must be ${permitted}.`,
      }),
    );
  });

  test.each<[keyof CaptionSettings, number]>([
    ['topP', 0],
    ['topP', 1],
    ['topK', 0],
    ['minLength', 0],
    ['minLength', 15],
    ['maxLength', 4],
    ['maxLength', 20],
    ['seed', MAX_SEED],
  ])('%s may be %d', (field, value) => {
    expect(check({ [field]: value })[field]).toBe(value);
  });

  test('a prompt that leaves no room is refused', () => {
    expect(() => check({ prompt: 'long' }, 20)).toThrow(
      'prompt is "long"; it must be shorter than 19 tokens.',
    );
  });
});
