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

/** @throws unless the option's value is a whole number. */
export function integer(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} ${value}: give a whole number.`);
  return number;
}
