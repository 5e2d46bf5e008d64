/** Command lines of the programs in `bench/`. */
import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** As `parseArgs`; `--help` prints the comment at the program's head and ends the process. */
export function readOptions<Options extends NonNullable<ParseArgsConfig['options']>>(
  program: string,
  options: Options,
) {
  if (process.argv.includes('--help')) {
    const [head = ''] = readFileSync(program, 'utf8').split('*/');
    console.log(
      head
        .replace('/**\n', '')
        .replaceAll(/^ \*( |$)/gm, '')
        .trimEnd(),
    );
    process.exit();
  }
  return parseArgs({ options, allowPositionals: true });
}
