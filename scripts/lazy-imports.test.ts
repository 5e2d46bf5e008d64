/** What is loaded later goes through one wrapper, which tries again and says what could not be loaded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

interface Node {
  type: string;
  [key: string]: unknown;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['app', 'core', 'dataset', 'model-export', 'workers']
  .flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  )
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$|testing/.test(file));

/** Functions and attributes that take `() => import(…)` and hand it to `importChunk`. */
const WRAPPERS = ['importChunk', 'load', 'loaded'];

interface Found {
  specifier: string;
  wrapper: string | null;
}

test('every import of a part that is loaded later goes through importChunk', () => {
  const found = FILES.flatMap((file) =>
    lazyImports(readFileSync(join(ROOT, file), 'utf8'), file).map((each) => ({ file, ...each })),
  );
  expect(found.length).toBeGreaterThan(15);
  expect(found.filter(({ wrapper }) => !WRAPPERS.includes(wrapper ?? ''))).toEqual([]);
});

test('imports are found wherever they are', () => {
  const code = `
    const a = await import('./a');
    const b = importChunk(() => import('./b'));
    const c = <Part load={() => import('./c')} />;
    const load = async () => ({ default: (await import('./c')).C });
    const other = async () => (await import('./c')).C;
    importChunk(() => other(() => import('./c')));
    type D = typeof import('./d');`;
  expect(lazyImports(code, 'x.tsx')).toEqual([
    { specifier: './a', wrapper: null },
    { specifier: './b', wrapper: 'importChunk' },
    { specifier: './c', wrapper: 'load' },
    { specifier: './c', wrapper: 'load' },
    { specifier: './c', wrapper: 'other' },
    { specifier: './c', wrapper: 'other' },
  ]);
});

function lazyImports(code: string, file: string): Found[] {
  return importsIn(parseSync(file, code).program, []);
}

function importsIn(value: unknown, above: readonly Node[]): Found[] {
  if (Array.isArray(value)) return value.flatMap((each) => importsIn(each, above));
  if (!isNode(value)) return [];
  const inside = Object.values(value).flatMap((each) => importsIn(each, [value, ...above]));
  if (value.type !== 'ImportExpression') return inside;
  return [{ specifier: nameOf(value.source), wrapper: wrapperOf(above) }, ...inside];
}

/** Of an import in an arrow function: the function or attribute that this one is given to, or its own name. */
function wrapperOf(above: readonly Node[]): string | null {
  const inside = above.findIndex(({ type }) => type === 'ArrowFunctionExpression');
  const [taker, attribute] = inside === -1 ? [] : above.slice(inside + 1);
  if (taker?.type === 'CallExpression') return nameOf(taker.callee);
  if (taker?.type === 'VariableDeclarator') return nameOf(taker.id);
  return attribute?.type === 'JSXAttribute' ? nameOf(attribute.name) : null;
}

function nameOf(node: unknown): string {
  return isNode(node) ? String(node.name ?? node.value) : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
