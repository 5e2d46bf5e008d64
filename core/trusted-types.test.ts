import { expect, test, vi } from 'vitest';
import { restrictCode, rulesFor } from './trusted-types.ts';

const { createHTML, createScriptURL } = rulesFor('https://a.test/app/assets/caption.worker-1.js');

test.each(['picture.worker-2.js', '/app/sw.js', 'https://a.test/app/x.js'])('%s may run', (url) => {
  expect(createScriptURL(url)).toBe(url);
});

test.each([
  'https://b.test/app/x.js',
  '//b.test/x.js',
  'blob:https://a.test/9f0c',
  'data:text/javascript,1',
  'javascript:1',
])('%s may not run', (url) => {
  expect(() => createScriptURL(url)).toThrow('is not a script of this app');
});

test('a stylesheet may be written as HTML, elements may not', () => {
  expect(createHTML('.a > .b { color: red }')).toBe('.a > .b { color: red }');
  expect(() => createHTML('<img src=x onerror=alert(1)>')).toThrow('with elements');
});

test('text never becomes code; browsers without Trusted Types go without', () => {
  const createPolicy = vi.fn();
  const location = { href: 'https://a.test/' };
  restrictCode({ location, trustedTypes: { createPolicy } });
  expect(createPolicy).toHaveBeenCalledExactlyOnceWith('default', {
    createHTML: expect.any(Function),
    createScriptURL: expect.any(Function),
  });
  restrictCode({ location });
});
