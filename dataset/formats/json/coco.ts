/**
 * COCO captions: a file with `images` and `annotations`, every text an annotation; and the results form, with the
 * first text of each picture. Pictures are numbered from 1 on in the order of the export.
 */

import { encodeText } from '../../io/text.ts';
import type { FormatWriter, Records } from '../format.ts';
import { copiedPictures } from '../pictures.ts';
import { arrayItems } from './lines.ts';

export const coco: FormatWriter = {
  async *write(records, context) {
    yield { path: 'coco_captions.json', chunks: encodeText(captionsFile(records, context.skip)) };
    yield { path: 'coco_results.json', chunks: encodeText(resultsFile(records)) };
    yield* copiedPictures(records, context);
  },
};

async function* captionsFile(
  records: Records,
  skip: (path: string, reason: 'decorative') => void,
): AsyncGenerator<string> {
  const skipping: Records = async function* () {
    for await (const each of records()) {
      if (each.texts.length > 0) yield each;
      else skip(each.record.path, 'decorative');
    }
  };
  yield '{"info":{"description":"Captions by Blipscope"},"licenses":[],"images":[';
  yield* arrayItems(images(skipping));
  yield '],"annotations":[';
  yield* arrayItems(annotations(records));
  yield ']}\n';
}

async function* images(records: Records): AsyncGenerator<object> {
  for await (const [id, { record }] of numbered(records)) {
    yield { id, file_name: record.path, width: record.width, height: record.height };
  }
}

async function* annotations(records: Records): AsyncGenerator<object> {
  let id = 1;
  for await (const [image_id, { texts }] of numbered(records)) {
    for (const { text } of texts) yield { id: id++, image_id, caption: text };
  }
}

async function* resultsFile(records: Records): AsyncGenerator<string> {
  yield '[';
  yield* arrayItems(
    (async function* () {
      for await (const [image_id, { texts }] of numbered(records))
        yield { image_id, caption: texts[0]?.text };
    })(),
  );
  yield ']\n';
}

/** Those with a text. */
async function* numbered(records: Records) {
  let id = 1;
  for await (const record of records()) if (record.texts.length > 0) yield [id++, record] as const;
}
