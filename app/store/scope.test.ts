import { expect, test } from 'vitest';
import { scopedName } from './scope';
import { readStored, writeStored } from './scoped-storage';

function createStorage(initial: Record<string, string> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

test('a copy at the root has the plain name, others theirs', () => {
  expect(['/', '/a/', '/b/'].map((path) => scopedName('blipscope', path))).toEqual([
    'blipscope',
    'blipscope /a/',
    'blipscope /b/',
  ]);
});

test('a copy takes over the value without a scope once, and leaves it to the others', () => {
  const storage = createStorage({ language: 'de' });
  expect(readStored('language', '/a/', storage)).toBe('de');
  writeStored('language', 'en', '/', storage);
  expect(readStored('language', '/a/', storage)).toBe('de');
  expect(readStored('language', '/b/', storage)).toBe('en');
  expect(readStored('language', '/', storage)).toBe('en');
});

test('what the copy at the root chooses later is not taken over', () => {
  const storage = createStorage();
  expect(readStored('language', '/a/', storage)).toBe('');
  writeStored('language', 'de', '/', storage);
  expect(readStored('language', '/a/', storage)).toBe('');
});

test('a browser that stores nothing is no trouble', () => {
  const refuse = () => {
    throw new DOMException('no storage here', 'SecurityError');
  };
  const storage = { getItem: refuse, setItem: refuse };
  expect(readStored('language', '/a/', storage)).toBe('');
  expect(() => writeStored('language', 'de', '/a/', storage)).not.toThrow();
});
