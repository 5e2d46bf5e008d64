/** The examples in the documentation are the files that are tested. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DOCS = new URL('../docs/', import.meta.url);
const EXAMPLE = /\]\((\.\.\/\S+)\):\n\n```\w+\n(.*?)```/gs;

test('each example is quoted as it is', () => {
  const examples = [...readFileSync(new URL('examples.md', DOCS), 'utf8').matchAll(EXAMPLE)];
  expect(examples).toHaveLength(7);
  for (const [, path = '', code] of examples)
    expect(code, path).toBe(readFileSync(new URL(path, DOCS), 'utf8'));
});
