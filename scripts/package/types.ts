/** Declarations of the npm package's entries, a file for each module. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ENTRIES } from './code.ts';
import { DIST, PACKAGE, ROOT } from './places.ts';

const OUT = join(DIST, 'types');
const SPECIFIER = /(\bfrom\s+|\bimport\(|\bimport\s+)(['"])(\.[^'"]+)\2/g;
/** Declarations of libraries whose code is in the package: a file that imports nothing. */
const LIBRARIES = { hyparquet: 'src/types.d.ts' };
const LIBRARY = new RegExp(`(['"])(${Object.keys(LIBRARIES).join('|')})\\1`, 'g');
const REFERENCE = /^\/\/\/ <reference .*\n/gm;

/** Types of browsers that appear in declarations; where the program knows them, this adds nothing. */
const BROWSER_TYPES = ['Blob', 'GPUDevice', 'GPUBuffer', 'GPUCommandEncoder'];

/** @throws {Error} if the compiler fails, or a declaration needs a package that nobody installs. */
export function buildTypes(): void {
  const emitted = join(ROOT, '.cache', 'package-types');
  rmSync(emitted, { recursive: true, force: true });
  emit(emitted);
  const entries = Object.values(ENTRIES).map((path) =>
    join(emitted, relative(ROOT, path)).replace(/\.ts$/, '.d.ts'),
  );
  for (const file of reachable(entries)) {
    const target = join(OUT, relative(emitted, file));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, withReference(withLibraries(rewritten(file), target), target));
  }
  mkdirSync(join(OUT, 'libraries'), { recursive: true });
  for (const [name, path] of Object.entries(LIBRARIES))
    copyFileSync(join(ROOT, 'node_modules', name, path), join(OUT, 'libraries', `${name}.d.ts`));
  const shims = BROWSER_TYPES.map((name) => `interface ${name} {}\n`);
  writeFileSync(join(OUT, 'browser.d.ts'), shims.join(''));
}

function emit(outDir: string): void {
  const args = ['tsc', '-p', PACKAGE, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
  const places = ['--stripInternal', '--rootDir', ROOT, '--outDir', outDir];
  const { status, stdout } = spawnSync('npx', [...args, ...places], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`The declarations could not be made.\n${stdout}`);
}

/** The files and all that they import. */
function reachable(files: string[]): Set<string> {
  const found = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, , , specifier] of code.matchAll(SPECIFIER)) open.push(declarationOf(specifier!, file));
  }
  return found;
}

/** The code with specifiers as Node resolves them, and without references to types that the reader may not have. */
function rewritten(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(REFERENCE, '')
    .replace(SPECIFIER, (_, before: string, quote: string, specifier: string) => {
      const name = pathTo(declarationOf(specifier, file), file).replace(/\.d\.ts$/, '.js');
      return `${before}${quote}${name}${quote}`;
    });
}

function declarationOf(specifier: string, from: string): string {
  const path = join(dirname(from), specifier.replace(/\.(ts|js)$/, ''));
  const found = [`${path}.d.ts`, join(path, 'index.d.ts')].find((file) => existsSync(file));
  if (!found) throw new Error(`${from} imports ${specifier}, which has no declaration.`);
  return found;
}

function withLibraries(code: string, target: string): string {
  return code.replace(LIBRARY, (_, quote: string, name: string) => {
    return `${quote}${pathTo(join(OUT, 'libraries', `${name}.js`), target)}${quote}`;
  });
}

function withReference(code: string, target: string): string {
  if (!BROWSER_TYPES.some((name) => new RegExp(`\\b${name}\\b`).test(code))) return code;
  return `/// <reference path="${pathTo(join(OUT, 'browser.d.ts'), target)}" />\n${code}`;
}

/** As a specifier. */
function pathTo(file: string, from: string): string {
  const path = relative(dirname(from), file).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}
