/** `npm run docs:api`: the reference of the npm package, made from its comments. It fails where an export has none. */
import { join } from 'node:path';
import { isMain } from '../is-main.ts';
import { ENTRIES } from './code.ts';
import { PACKAGE, ROOT } from './places.ts';
import { runTool } from './tools.ts';

/** Where it is written. */
export const REFERENCE = join(ROOT, '.cache', 'api');

/** @throws {Error} if an export is not described, or TypeDoc cannot be installed. */
function buildReference(): void {
  const entries = Object.values(ENTRIES).flatMap((path) => ['--entryPoints', path]);
  runTool('typedoc', ['--options', join(PACKAGE, 'typedoc.json'), ...entries], PACKAGE);
}

if (isMain(import.meta)) {
  try {
    buildReference();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
