/** Names that data sets give to a picture's path and to its texts. */

const PATH_FIELDS = [
  'path',
  'file_name',
  'filename',
  'file_path',
  'filepath',
  'file',
  'image_path',
  'image',
  'img',
  'image src',
  'source_url',
  'src',
  'url',
  'guid',
];
const TEXT_FIELDS = [
  'text',
  'texts',
  'caption',
  'captions',
  'top_caption',
  'all_captions',
  'alt_text',
  'alt text',
  'image alt text',
  'alt',
  'prompt',
  'description',
];
const STEM_FIELDS = ['key', '__key__'];

export interface Fields {
  path: string | null;
  /** Without an ending. */
  stem: string | null;
  texts: string[];
}

/** The columns of a table that have a path, a stem and texts, as the table writes them. */
export function fieldsAmong(columns: readonly string[]): Fields {
  const byName = new Map(columns.map((column) => [folded(column), column]));
  const find = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  return { path: find(PATH_FIELDS)[0] ?? null, stem: find(STEM_FIELDS)[0] ?? null, texts: find(TEXT_FIELDS) };
}

export function folded(column: string): string {
  return column.trim().toLowerCase();
}

/** Texts in a value: a text, or a list of texts, or of objects with a `text`, as this project writes them. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (isObject(value) && typeof value.text === 'string') return [value.text];
  return [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of an object in the fields that have some; `chosen` is what this project exports. */
export function objectTexts(object: Record<string, unknown>): string[] {
  if (Array.isArray(object.chosen)) return textsIn(object.chosen);
  return fieldsAmong(Object.keys(object)).texts.flatMap((field) => textsIn(object[field]));
}

export function objectPath(object: Record<string, unknown>): Pick<Fields, 'path' | 'stem'> {
  const { path, stem } = fieldsAmong(Object.keys(object));
  const text = (field: string | null) => {
    const value = field === null ? null : object[field];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return { path: text(path), stem: text(stem) };
}
