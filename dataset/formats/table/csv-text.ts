/** CSV as in RFC 4180, and as spreadsheets write it: with semicolons or tabs, with line feeds alone, with a mark. */

import { FormatError } from '../../io/source.ts';

/** By it spreadsheets know UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

/** A spreadsheet takes such a cell for a formula. */
const FORMULA = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** Keeps a spreadsheet from evaluating the text: with an apostrophe before it. `unguarded` takes it away. */
export function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** A line with its end. */
export function csvRow(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;
}

function quoted(cell: string, delimiter: string): string {
  const plain = !/["\r\n]/.test(cell) && !cell.includes(delimiter) && cell === cell.trim();
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

const DELIMITERS = [',', ';', '\t'];

/** The one of comma, semicolon and tab that is most frequent outside quotes in the first line. */
export function delimiterOf(text: string): string {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) break;
    else if (!quoted && counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  const [[best] = [',']] = [...counts].sort(([, a], [, b]) => b - a);
  return best;
}

export interface CsvRow {
  cells: string[];
  /** From 1 on; the header is 1. */
  number: number;
}

const MAX_CELL_LETTERS = 1 << 20;
const MAX_CELLS = 10_000;

/**
 * Reads rows, the header among them. Lines without any letter are left out.
 * @throws {FormatError} if a quote is not closed, or a cell or row is too long; the rows before were given.
 */
export async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<CsvRow, void, undefined> {
  let parser: CsvParser | null = null;
  let number = 0;
  for await (const chunk of chunks) {
    if (chunk === '') continue;
    parser ??= new CsvParser(delimiterOf(chunk));
    for (const cells of parser.feed(chunk)) {
      number += 1;
      if (cells.length > 1 || cells[0] !== '') yield { cells, number };
    }
  }
  const last = parser?.end() ?? [];
  if (last.length > 1 || (last[0] ?? '') !== '') yield { cells: last, number: number + 1 };
}

class CsvParser {
  #cells: string[] = [];
  #cell = '';
  /** `closed`: after a quote inside a quoted cell, which ends the cell unless another quote follows. */
  #state: 'start' | 'plain' | 'quoted' | 'closed' | 'return' = 'start';
  readonly #delimiter: string;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  *feed(chunk: string): Generator<string[]> {
    for (let at = 0; at < chunk.length; at++) {
      const letter = chunk[at] ?? '';
      if (this.#state === 'quoted') {
        const quote = chunk.indexOf('"', at);
        this.#append(chunk.slice(at, quote < 0 ? undefined : quote));
        if (quote < 0) return;
        at = quote;
        this.#state = 'closed';
      } else if (letter === '\n' && this.#state === 'return') this.#state = 'start';
      else if (letter === '\n' || letter === '\r') {
        yield this.#endRow();
        this.#state = letter === '\r' ? 'return' : 'start';
      } else this.#step(letter);
    }
  }

  #step(letter: string): void {
    if (letter === this.#delimiter) this.#endCell();
    else if (letter === '"' && this.#state === 'closed') {
      this.#append('"');
      this.#state = 'quoted';
    } else if (letter === '"' && (this.#state === 'start' || this.#state === 'return'))
      this.#state = 'quoted';
    else {
      this.#append(letter);
      this.#state = 'plain';
    }
  }

  /** @throws {FormatError} inside quotes. */
  end(): string[] {
    if (this.#state === 'quoted') throw new FormatError('a quotation mark is not closed');
    return this.#endRow();
  }

  #append(text: string): void {
    this.#cell += text;
    if (this.#cell.length > MAX_CELL_LETTERS)
      throw new FormatError(`a cell has more than ${MAX_CELL_LETTERS} letters`);
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    if (this.#cells.length > MAX_CELLS) throw new FormatError(`a row has more than ${MAX_CELLS} cells`);
    this.#cell = '';
    this.#state = 'start';
  }

  #endRow(): string[] {
    this.#endCell();
    const cells = this.#cells;
    this.#cells = [];
    return cells;
  }
}
