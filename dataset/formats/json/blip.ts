/**
 * What BLIP and LAVIS train with: a list of `image`, `caption` and `image_id`, an entry for each text. They cut captions
 * after 30 words when they load them.
 */

import { encodeText } from '../../io/text.ts';
import type { FormatWriter, Records, WriteContext } from '../format.ts';
import { copiedPictures } from '../pictures.ts';
import { arrayItems } from './lines.ts';

export const blip: FormatWriter = {
  async *write(records, context) {
    yield { path: 'blip_train.json', chunks: encodeText(list(records, context)) };
    yield* copiedPictures(records, context);
  },
};

async function* list(records: Records, context: WriteContext): AsyncGenerator<string> {
  yield '[';
  yield* arrayItems(entries(records, context));
  yield ']\n';
}

async function* entries(records: Records, context: WriteContext): AsyncGenerator<object> {
  let number = 1;
  for await (const { record, texts } of records()) {
    if (texts.length === 0) {
      context.skip(record.path, 'decorative');
      continue;
    }
    const image_id = `blipscope_${number++}`;
    for (const { text } of texts) yield { image: record.path, caption: text, image_id };
  }
}
