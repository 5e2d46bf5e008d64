/** What the commands print. */
import { oneLine } from './errors.ts';

export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function printError(error: unknown): void {
  process.stderr.write(`blipscope: ${oneLine(error)}\n`);
}

/** Prints a notice to standard error that does not stop the command. */
export function printNotice(notice: string): void {
  process.stderr.write(`${notice}\n`);
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
