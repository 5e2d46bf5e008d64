/** Files about one picture: `a.txt`, `a.caption`, `a.jpg.txt`, `a.xmp`, `a.jpg.xmp`. */

import { textsOfPacket } from '../formats/xmp/packet.ts';
import { MAX_SIDECAR_BYTES } from '../formats/xmp/sidecar.ts';
import { stemOf } from '../io/paths.ts';
import { readText } from '../io/text.ts';
import type { FormReader } from './form.ts';
import { captionOf } from './metadata/no-captions.ts';

const MAX_TEXT_BYTES = 1 << 20;
/** The labels of object detectors have the same names as captions: a class and a box in numbers a line. */
const NUMBERS = /^\d+(\s+-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?){4,}\s*$/i;

/** Each line is a text. */
export function textSidecar(form: 'txt' | 'caption'): FormReader {
  return async function* (file, source, warn) {
    if (source.size > MAX_TEXT_BYTES) {
      warn('too-large');
      return;
    }
    const { text, encoding } = await readText(source, MAX_TEXT_BYTES);
    if (encoding === 'windows-1252') warn('encoding');
    const texts = text.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => line.trim() !== '');
    if (text.includes('\0') || (texts.length > 0 && texts.every((line) => NUMBERS.test(line))))
      warn('not-this-form');
    else yield { stem: stemOf(file.path), texts, record: null, form };
  };
}

export const xmpSidecar: FormReader = async function* (file, source, warn) {
  const { text, encoding } = await readText(source, MAX_SIDECAR_BYTES);
  if (encoding === 'windows-1252') warn('encoding');
  const texts = textsOfPacket(text)
    .filter((each) => captionOf(each.text) !== null)
    .map((each) => each.text);
  yield { stem: stemOf(file.path), texts, record: null, form: 'xmp' };
};
