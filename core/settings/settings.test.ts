import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  GENERATION_DEFAULTS,
  isPermitted,
  isRead,
  MAX_SEED,
  NUMERIC_KEYS,
  type NumericRange,
  SETTING_KEYS,
  SETTINGS,
} from './index.ts';
import { settingEntries } from './schema.ts';

const schema = v.object(settingEntries(SETTING_KEYS));
const inSchema = (changes: object) => v.is(schema, { ...DEFAULT_SETTINGS, ...changes });

const EDGES: Record<NumericRange['kind'], readonly number[]> = {
  integer: [-1, 0, 0.5, 1, 32, 33, 10_000, 10_001, MAX_SEED, MAX_SEED + 1, Number.MAX_SAFE_INTEGER],
  number: [-0.01, 0, 0.5, 1, 1.01, Number.NaN, Number.POSITIVE_INFINITY],
  positive: [-1, 0, Number.MIN_VALUE, 1, 1e300, Number.NaN, Number.POSITIVE_INFINITY],
};

test.each(NUMERIC_KEYS)('%s: files and the engine accept the same numbers, the default among them', (key) => {
  for (const value of [...EDGES[SETTINGS[key].kind], SETTINGS[key].default]) {
    expect([value, inSchema({ [key]: value })]).toEqual([value, isPermitted(SETTINGS[key], value)]);
  }
  expect(isPermitted(SETTINGS[key], SETTINGS[key].default)).toBe(true);
});

test.each(NUMERIC_KEYS)('%s: the panel offers nothing that is refused', (key) => {
  const setting = SETTINGS[key];
  if (!('input' in setting)) return;
  const { min, max } = setting.input;
  expect([min, max].map((value) => isPermitted(setting, value))).toEqual([true, true]);
});

test.each([
  [{ prompt: 'a'.repeat(1001) }],
  [{ prompt: 3 }],
  [{ method: 'chance' }],
  [{ topP: '1' }],
  [{ seed: undefined }],
])('%j is refused', (changes) => {
  expect(inSchema(changes)).toBe(false);
});

test('bundles bring a default for every setting but the method and the seed', () => {
  const { method: _, seed: __, ...others } = DEFAULT_SETTINGS;
  expect(GENERATION_DEFAULTS).toEqual(others);
});

test('each method reads its own settings', () => {
  const read = (method: Parameters<typeof isRead>[1]) => SETTING_KEYS.filter((key) => isRead(key, method));
  expect(read('greedy')).toEqual(['method', 'minLength', 'maxLength', 'prompt']);
  expect(read('beam')).toEqual([...read('greedy'), 'beams']);
  expect(read('nucleus')).toEqual(SETTING_KEYS.filter((key) => key !== 'beams'));
});
