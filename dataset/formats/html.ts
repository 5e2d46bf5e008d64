/** A page of `<img>` elements with their alternative texts, to be copied from. */

import { encodeText } from '../io/text.ts';
import type { FormatWriter, Records } from './format.ts';
import { copiedPictures } from './pictures.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const html: FormatWriter = {
  async *write(records, context) {
    yield { path: 'captions.html', chunks: encodeText(page(records)) };
    yield* copiedPictures(records, context);
  },
};

async function* page(records: Records): AsyncGenerator<string> {
  yield '<!doctype html>\n<meta charset="utf-8">\n<title>Captions</title>\n';
  for await (const { record, texts } of records()) {
    const size = record.width && record.height ? ` width="${record.width}" height="${record.height}"` : '';
    yield `<img src="${address(record.path)}"${size} alt="${escapeMarkup(texts[0]?.text ?? '')}">\n`;
  }
}

/** A relative address of a path; `./` keeps a colon in the first folder's name from being a scheme. */
function address(path: string): string {
  return escapeMarkup(`./${path.split('/').map(encodeURIComponent).join('/')}`);
}

export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}
