/** Finds texts that a person would see and that are not in the catalogue. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

interface Node {
  type: string;
  [key: string]: unknown;
}

const APP = fileURLToPath(new URL('../app', import.meta.url));

/**
 * The benchmark page is in English only, and so are the errors of `worker-client/`, which the catalogue translates by
 * their code.
 */
const OTHERS =
  /^(i18n|test|features\/bench|worker-client)\/|^(bench|main)\.tsx$|\.test\.tsx?$|testing\.ts$|\.d\.ts$/;

const FILES = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file) && !OTHERS.test(file));

/** Attributes whose text is shown or spoken. */
const SHOWN =
  /^(aria-label|aria-description|alt|title|label|placeholder|description|name|term|thumb.*|hint|legend)$/;

/** Attributes of these names that no person reads. */
const isTechnical = (element: string, attribute: string) => attribute === 'name' && /^[a-z]/.test(element);

const LETTERS = /\p{L}{2}/u;

/** Several words that begin like a sentence. */
const SENTENCE = /^\p{Lu}\p{L}*[ ,’].*\p{L}/u;

/** Names and notations that are the same in every language. */
const NAMES = new Set(['Blipscope', 'SHA-256', 'hf_…']);

test('no element and no attribute contains literal text', () => {
  expect(FILES.length).toBeGreaterThan(100);
  expect(FILES.flatMap((file) => textsIn(file).map((text) => `${file}: ${text}`))).toEqual([]);
});

test('no sentence is written outside the catalogue', () => {
  expect(FILES.flatMap((file) => sentencesIn(file).map((text) => `${file}: ${text}`))).toEqual([]);
});

test('texts are found wherever they are', () => {
  const code = `const x = <p title="Two words" className="a b" aria-label={on ? 'On' : label}>
    Some text {a ? 'more text' : null} {\`and \${b} this\`} {m.fine} <input name="technical" /> · {' '}
  </p>;`;
  expect(textsOf(parse('x.tsx', code))).toEqual(['Two words', 'On', 'Some text', 'more text', 'and  this']);
});

function parse(file: string, code: string): Node {
  return parseSync(file, code).program as unknown as Node;
}

function textsIn(file: string): string[] {
  return file.endsWith('.tsx') ? textsOf(parse(file, readFileSync(join(APP, file), 'utf8'))) : [];
}

function textsOf(program: Node): string[] {
  const found: string[] = [];
  walk(program, (node, parent) => {
    if (node.type === 'JSXText') found.push(String(node.value).trim());
    const isChild = parent?.type === 'JSXElement' || parent?.type === 'JSXFragment';
    if (node.type === 'JSXExpressionContainer' && isChild) found.push(...literalsOf(node.expression));
    if (node.type === 'JSXAttribute' && parent && isShown(parent, node))
      found.push(...literalsOf(node.value));
  });
  return found.map((text) => text.trim()).filter((text) => LETTERS.test(text) && !NAMES.has(text));
}

function isShown(element: Node, { name }: Node): boolean {
  const attribute = nameOf(name);
  return SHOWN.test(attribute) && !isTechnical(nameOf(element.name), attribute);
}

function nameOf(name: unknown): string {
  return isNode(name) && typeof name.name === 'string' ? name.name : '';
}

/** The texts that an expression may come to, without those of functions that it calls. */
function literalsOf(expression: unknown): string[] {
  if (!isNode(expression)) return [];
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'string' ? [expression.value] : [];
    case 'TemplateLiteral':
      return [(expression.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join('')];
    case 'ConditionalExpression':
      return [...literalsOf(expression.consequent), ...literalsOf(expression.alternate)];
    case 'LogicalExpression':
      return [
        ...(expression.operator === '&&' ? [] : literalsOf(expression.left)),
        ...literalsOf(expression.right),
      ];
    case 'JSXExpressionContainer':
      return literalsOf(expression.expression);
    default:
      return [];
  }
}

/** What is thrown for developers is no text for a person. */
function sentencesIn(file: string): string[] {
  const found: string[] = [];
  walk(parse(file, readFileSync(join(APP, file), 'utf8')), (node) => {
    if (node.type === 'NewExpression' && /Error$|^RequestAborted$/.test(nameOf(node.callee))) return false;
    const texts = node.type === 'Literal' || node.type === 'TemplateLiteral' ? literalsOf(node) : [];
    found.push(...texts.filter((text) => SENTENCE.test(text)));
    return true;
  });
  return found;
}

/** Every node, unless `visit` answers false for one around it. */
function walk(
  node: Node,
  visit: (node: Node, parent: Node | null) => unknown,
  parent: Node | null = null,
): void {
  if (visit(node, parent) === false) return;
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) walk(each, visit, node);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
