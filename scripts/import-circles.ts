/**
 * `npm run circles [-- FOLDER]`: lists circles of imports in a checkout and exits with 1 if there is any. Values must
 * not be imported in a circle, because then the order of evaluation decides; types may, inside one room.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMain } from './is-main.ts';

const FOLDERS = ['app', 'bench', 'cli', 'core', 'dataset', 'e2e', 'model-export', 'scripts', 'workers'];
/** A folder whose folders are rooms. */
const DIVIDED = 'workers';
const ENDINGS = ['', '.ts', '.tsx', '.d.ts', '/index.ts', '/index.tsx'];

/** Static imports and re-exports. `import()` is evaluated later and closes no circle. */
const IMPORT = /^(?:import|export)\s+(?:(type\b)?([^'";]*?)\s*from\s*)?['"](\.[^'"]*)['"]/gm;

/** Relative specifiers of the imports of a file. */
export interface Specifiers {
  values: string[];
  /** Imported for their types only. */
  types: string[];
}

/** Targets by file. */
export type Graph = ReadonlyMap<string, readonly string[]>;

export function specifiersIn(source: string): Specifiers {
  const found: Specifiers = { values: [], types: [] };
  for (const [, type, names = '', specifier = ''] of source.matchAll(IMPORT)) {
    found[type !== undefined || namesOnlyTypes(names) ? 'types' : 'values'].push(specifier);
  }
  return found;
}

/** Whether an import is of the form `{ type A, type B }`. */
function namesOnlyTypes(names: string): boolean {
  const list = /^\s*\{([^}]*)\}\s*$/.exec(names)?.[1] ?? '';
  const parts = list.split(',').map((name) => name.trim());
  const named = parts.filter((name) => name !== '');
  return named.length > 0 && named.every((name) => name.startsWith('type '));
}

/** The strongly connected components of more than one file (Tarjan 1972), the files of each in alphabetic order. */
export function circlesOf(graph: Graph): string[][] {
  const indices = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  /** @returns the lowest index that can be reached on the stack. */
  function visit(file: string): number {
    const index = indices.size;
    indices.set(file, index);
    stack.push(file);
    let lowest = index;
    for (const target of graph.get(file) ?? []) {
      const known = indices.get(target);
      if (known === undefined) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, known);
    }
    if (lowest < index) return lowest;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1) circles.push(component.sort());
    return lowest;
  }

  for (const file of graph.keys()) if (!indices.has(file)) visit(file);
  return circles;
}

/** @param file relative to the root of the checkout, with `/`. */
export function roomOf(file: string): string {
  const folders = file.split('/').slice(0, -1);
  return folders.slice(0, folders[0] === DIVIDED ? 2 : 1).join('/');
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(root, name);
    return /\.tsx?$/.test(name) ? [name] : [];
  });
}

function main(root: string): void {
  const files = FOLDERS.filter((folder) => existsSync(path.join(root, folder))).flatMap((folder) =>
    filesIn(root, folder),
  );
  const known = new Set(files);
  const values = new Map<string, string[]>();
  const all = new Map<string, string[]>();
  for (const file of files) {
    const targets = (specifiers: string[]) =>
      specifiers.flatMap((specifier) => {
        const base = path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''));
        return ENDINGS.map((ending) => base + ending).find((name) => known.has(name)) ?? [];
      });
    const specifiers = specifiersIn(readFileSync(path.join(root, file), 'utf8'));
    values.set(file, targets(specifiers.values));
    all.set(file, targets([...specifiers.values, ...specifiers.types]));
  }
  const ofValues = circlesOf(values);
  const acrossRooms = circlesOf(all).filter((circle) => new Set(circle.map(roomOf)).size > 1);
  report('Circles of values', ofValues);
  report('Circles of types across rooms', acrossRooms);
  if (ofValues.length + acrossRooms.length > 0) process.exitCode = 1;
}

function report(kind: string, circles: readonly string[][]): void {
  console.log(`${kind}: ${circles.length}`);
  for (const circle of circles) console.log(`  ${circle.length} files: ${circle.join(' ')}`);
}

if (isMain(import.meta)) main(process.argv[2] ?? '.');
