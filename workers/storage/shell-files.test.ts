import { expect, test } from 'vitest';
import { cachedFile, checkShellFile, isShellFile } from './shell-files.ts';

const answer = (type: string, status = 200) =>
  new Response('', { status, headers: { 'Content-Type': type } });

test.each([
  ['https://a.test/assets/x.js', answer('text/html; charset=utf-8'), /answered with a page/],
  ['https://a.test/assets/x.css', answer('text/html'), /answered with a page/],
  ['https://a.test/assets/x.js', answer('text/javascript', 404), /status 404/],
])('%s is not stored if the host answers with something else', (url, response, message) => {
  expect(() => checkShellFile(response, url)).toThrow(message);
  expect(isShellFile(response, url)).toBe(false);
});

test('pages and scripts are stored', () => {
  checkShellFile(answer('text/html'), 'https://a.test/index.html');
  checkShellFile(answer('text/javascript'), 'https://a.test/assets/x.js');
  expect(isShellFile(answer('text/javascript'), 'https://a.test/assets/x.js')).toBe(true);
});

test('a Cache Storage that fails leaves the answer to the network', async () => {
  const name = Promise.resolve('shell');
  const broken = { open: () => Promise.reject(new Error('broken')) };
  expect(await cachedFile(broken, name, 'https://a.test/')).toBeUndefined();
  const unreadable = {
    open: async () => ({ match: () => Promise.reject(new Error('broken')) }) as unknown as Cache,
  };
  expect(await cachedFile(unreadable, name, 'https://a.test/')).toBeUndefined();
});
