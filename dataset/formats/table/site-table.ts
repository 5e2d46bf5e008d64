/** A site's own list of its pictures: rows of a CSV whose addresses end in the names of our pictures. */

import { foldedPath, nameOf } from '../../io/paths.ts';
import { type ByteSource, FormatError } from '../../io/source.ts';
import { decodedChunks, oneLine } from '../../io/text.ts';
import type { Records, WriteContext } from '../format.ts';
import { type CsvRow, csvRows } from './csv-text.ts';

/**
 * A text as an importer reads it. A space keeps a spreadsheet from taking it for a formula; an apostrophe would
 * become part of the alternative text.
 */
export function cellText(text: string): string {
  const line = oneLine(text);
  return /^'*[=+\-@]/.test(line) ? ` ${line}` : line;
}

/** The folded name of the file at an address, and what it was before the site renamed it. */
function namesAt(address: string): string[] {
  const path = address.replace(/[?#].*$/s, '');
  const name = foldedPath(nameOf(decoded(path)));
  // WordPress scales large pictures down; Shopify tells equal names apart by a UUID.
  const before = name.replace(/(-scaled|_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\.[^.]*$)/, '');
  return before === name ? [name] : [name, before];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface NamedText {
  path: string;
  text: string;
  found: boolean;
}

/** The texts of an export, to be found by the address of a picture. Names that several pictures have are skipped. */
export class TextsByName {
  readonly #texts = new Map<string, NamedText | null>();
  readonly #skip: WriteContext['skip'];

  private constructor(skip: WriteContext['skip']) {
    this.#skip = skip;
  }

  static async of(records: Records, skip: WriteContext['skip']): Promise<TextsByName> {
    const all = new TextsByName(skip);
    for await (const { record, texts } of records()) all.#add(record.path, cellText(texts[0]?.text ?? ''));
    return all;
  }

  #add(path: string, text: string): void {
    const name = foldedPath(nameOf(path));
    const other = this.#texts.get(name);
    if (other === undefined) {
      this.#texts.set(name, { path, text, found: false });
      return;
    }
    if (other !== null) this.#skip(other.path, 'name-taken', path);
    this.#skip(path, 'name-taken', other?.path ?? nameOf(path));
    this.#texts.set(name, null);
  }

  /** Null if the address is of no picture of the export. */
  at(address: string): string | null {
    for (const name of namesAt(address)) {
      const text = this.#texts.get(name);
      if (!text) continue;
      text.found = true;
      return text.text;
    }
    return null;
  }

  /** Skips the pictures that were never asked for. */
  skipRest(): void {
    for (const text of this.#texts.values()) if (text && !text.found) this.#skip(text.path, 'not-in-table');
  }
}

export interface SiteTable {
  header: string[];
  /** The place of the first of the names that the header has, in the order of the names; −1 if it has none. */
  column(...names: string[]): number;
  rows: AsyncGenerator<CsvRow, void, undefined>;
}

/** @throws {FormatError} if there is no header. */
export async function openTable(source: ByteSource): Promise<SiteTable> {
  const rows = csvRows(decodedChunks(source, () => {}));
  const first = await rows.next();
  if (first.done) throw new FormatError('the list of pictures is empty');
  const header = first.value.cells;
  const folded = header.map((name) => name.trim().toLowerCase());
  const column = (...names: string[]) => folded.indexOf(names.find((name) => folded.includes(name)) ?? '\0');
  return { header, column, rows };
}
