/** The columns of the Parquet export: those of img2dataset and LAION-COCO, and the matches. */

import type { SchemaElement } from 'hyparquet';
import type { PictureText } from '../../../core/collection.ts';
import { stemOf } from '../../io/paths.ts';
import type { ExportRecord } from '../format.ts';

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
  repetition_type: 'OPTIONAL',
});
const number = (name: string, type: 'INT32' | 'DOUBLE'): SchemaElement => ({
  name,
  type,
  repetition_type: 'OPTIONAL',
});
const list = (name: string, element: SchemaElement): SchemaElement[] => [
  {
    name,
    converted_type: 'LIST',
    logical_type: { type: 'LIST' },
    repetition_type: 'OPTIONAL',
    num_children: 1,
  },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  element,
];

const COLUMNS: readonly { name: string; elements: SchemaElement[]; hub: object }[] = [
  ...['key', 'path', 'status', 'error_message'].map(textColumn),
  ...['width', 'height'].map((name) => ({
    name,
    elements: [number(name, 'INT32')],
    hub: { dtype: 'int32', _type: 'Value' },
  })),
  ...['sha256', 'top_caption'].map(textColumn),
  listColumn('all_captions', text('element'), 'string'),
  listColumn('all_similarities', number('element', 'DOUBLE'), 'float64'),
  ...['itm', 'itc'].map(numberColumn),
  textColumn('original'),
  numberColumn('original_itm'),
];

function textColumn(name: string) {
  return { name, elements: [text(name)], hub: { dtype: 'string', _type: 'Value' } };
}

function numberColumn(name: string) {
  return { name, elements: [number(name, 'DOUBLE')], hub: { dtype: 'float64', _type: 'Value' } };
}

function listColumn(name: string, element: SchemaElement, dtype: string) {
  return { name, elements: list(name, element), hub: { feature: { dtype, _type: 'Value' }, _type: 'List' } };
}

const IMAGE = {
  name: 'image',
  elements: [
    { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    text('path'),
  ] satisfies SchemaElement[],
  hub: { _type: 'Image' },
};

export interface ParquetLayout {
  names: string[];
  schema: SchemaElement[];
  /** The value of the key `huggingface`: the features of `datasets`. */
  huggingface: string;
}

export function layoutOf(withImages: boolean): ParquetLayout {
  const columns = withImages ? [IMAGE, ...COLUMNS] : COLUMNS;
  return {
    names: columns.map(({ name }) => name),
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.flatMap(({ elements }) => elements),
    ],
    huggingface: JSON.stringify({
      info: { features: Object.fromEntries(columns.map(({ name, hub }) => [name, hub])) },
    }),
  };
}

/** A row by column, without the picture. `status` and `error_message` are as img2dataset has them. */
export function rowOf({ record, texts }: ExportRecord): Record<string, unknown> {
  const [first] = texts;
  const original = bestOriginal(record.texts);
  return {
    key: stemOf(record.path),
    path: record.path,
    status: 'success',
    error_message: null,
    width: record.width,
    height: record.height,
    sha256: record.sha256,
    top_caption: first?.text ?? '',
    all_captions: texts.map(({ text }) => text),
    all_similarities: texts.map(({ match }) => match?.probability ?? null),
    itm: first?.match?.probability ?? null,
    itc: first?.match?.cosine ?? null,
    original: original?.text ?? null,
    original_itm: original?.match?.probability ?? null,
  };
}

/** The one that matches best, or the first. */
function bestOriginal(texts: readonly PictureText[]): PictureText | null {
  const originals = texts.filter(({ source }) => source === 'original');
  const probability = ({ match }: PictureText) => match?.probability ?? -1;
  return originals.reduce<PictureText | null>(
    (best, each) => (best && probability(best) >= probability(each) ? best : each),
    null,
  );
}
