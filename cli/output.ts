/** What the commands print. */
import { oneLine } from './errors.ts';
import { visible } from './file-names.ts';

export function printJson(value: object): void {
  // JSON permits controls from 0x7f on, terminals obey them.
  const json = JSON.stringify(value).replace(
    /[\x7f-\x9f]/g,
    (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
  );
  process.stdout.write(`${json}\n`);
}

export function print(...lines: string[]): void {
  process.stdout.write(`${lines.map(visible).join('\n')}\n`);
}

export function printError(error: unknown): void {
  process.stderr.write(`blipscope: ${visible(oneLine(error))}\n`);
}

/** Prints a notice to standard error that does not stop the command. */
export function printNotice(notice: string): void {
  process.stderr.write(`${visible(notice)}\n`);
}

/** Two significant digits. Probabilities of full captions are often tiny, and then digits carry no information. */
export function percent(logProb: number): string {
  const value = 100 * Math.exp(logProb);
  return value < 0.01 ? '< 0.01 %' : `${Number(value.toPrecision(2))} %`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}

/** The length of the longest text; 0 for none. */
export function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}
