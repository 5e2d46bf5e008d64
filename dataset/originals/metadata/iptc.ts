/** Captions in IPTC-IIM, by itself or among the resources of Photoshop. */

import { decodeText } from '../../io/text.ts';

const DATA_SET = 0x1c;
/** Escape sequence of data set 1:90 that selects UTF-8 (ISO 2022). */
const UTF8 = '\x1b%G';
const RESOURCE = '8BIM';
const IPTC_RESOURCE = 0x0404;

/** The caption, 2:120. Without a character set that says UTF-8 it is UTF-8 if it can be, else Windows-1252. */
export function iptcCaptions(iim: Uint8Array): string[] {
  const captions: Uint8Array[] = [];
  let isUtf8 = false;
  for (const { record, number, value } of dataSets(iim)) {
    if (record === 1 && number === 90) isUtf8 = String.fromCharCode(...value) === UTF8;
    if (record === 2 && number === 120) captions.push(value);
  }
  return captions.map((bytes) => (isUtf8 ? new TextDecoder().decode(bytes) : decodeText(bytes).text));
}

interface DataSet {
  record: number;
  number: number;
  value: Uint8Array;
}

/** Up to the first that makes no sense. Those with extended sizes are longer than any caption, and end the list. */
function* dataSets(iim: Uint8Array): Generator<DataSet> {
  for (let at = 0; at + 5 <= iim.length && iim[at] === DATA_SET; ) {
    const [record = 0, number = 0, high = 0, low = 0] = iim.subarray(at + 1, at + 5);
    const end = at + 5 + high * 256 + low;
    if (high >= 0x80 || end > iim.length) return;
    yield { record, number, value: iim.subarray(at + 5, end) };
    at = end;
  }
}

/** The IPTC data among resources; null if there are none. */
export function iptcResource(resources: Uint8Array): Uint8Array | null {
  const view = new DataView(resources.buffer, resources.byteOffset, resources.byteLength);
  for (let at = 0; at + 12 <= resources.length; ) {
    if (String.fromCharCode(...resources.subarray(at, at + 4)) !== RESOURCE) return null;
    const nameBytes = 1 + (resources[at + 6] ?? 0);
    // Names and contents are filled up to an even length.
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    if (sizeAt + 4 > resources.length) return null;
    const size = view.getUint32(sizeAt);
    const start = sizeAt + 4;
    if (view.getUint16(at + 4) === IPTC_RESOURCE) return resources.subarray(start, start + size);
    at = start + size + (size % 2);
  }
  return null;
}
