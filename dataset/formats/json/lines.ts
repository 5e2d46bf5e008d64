/** JSON lines: one object a line. */

import { encodeText } from '../../io/text.ts';
import type { ExportRecord, Records } from '../format.ts';

export function jsonLines(
  records: Records,
  toObject: (record: ExportRecord) => object | null,
): AsyncIterable<Uint8Array> {
  return encodeText(
    (async function* () {
      for await (const record of records()) {
        const object = toObject(record);
        if (object !== null) yield `${JSON.stringify(object)}\n`;
      }
    })(),
  );
}

/** A JSON array, or the part of one, with an item a line. */
export async function* arrayItems(items: AsyncIterable<object>): AsyncGenerator<string> {
  let separator = '\n';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',\n';
  }
  yield '\n';
}
