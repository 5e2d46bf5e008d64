/** Tar files of WebDataset: the texts of the samples whose pictures are in the collection. */

import { listedTar } from '../archive/archive.ts';
import { endingOf, folderOf, nameOf } from '../io/paths.ts';
import type { InputFile } from '../io/source.ts';
import { readText } from '../io/text.ts';
import { isObject, objectTexts } from './fields.ts';
import type { FormReader, FoundItem, Warn } from './form.ts';

const MAX_TEXT_BYTES = 1 << 20;

export const webdatasetTar: FormReader = async function* (_file, source, warn) {
  const { files, leftOut } = await listedTar(source);
  for (const { name, problem } of leftOut)
    warn(problem === 'path-outside' ? 'path-outside' : 'damaged', null, name);
  let sample: InputFile[] = [];
  for (const [index, file] of files.entries()) {
    sample.push(file);
    const next = files[index + 1];
    if (next && keyIn(next.path) === keyIn(file.path)) continue;
    const item = await sampleItem(sample, index + 1, warn);
    if (item) yield item;
    sample = [];
  }
};

/** The path up to the first dot of the name. */
export function keyIn(path: string): string {
  return folderOf(path) + nameOf(path).replace(/\..*$/s, '');
}

/** The path that the JSON of this project has, else the key. */
export async function sampleItem(
  sample: readonly InputFile[],
  record: number,
  warn: Warn,
): Promise<FoundItem | null> {
  const contents = new Map<string, string>();
  for (const file of sample) {
    const ending = endingOf(file.path);
    if (!['txt', 'caption', 'json'].includes(ending)) continue;
    const text = await readText(await file.open(), MAX_TEXT_BYTES).catch(() => null);
    if (text === null) warn('too-large', record, file.path);
    else contents.set(ending, text.text);
  }
  const about = jsonOf(contents.get('json'), record, warn);
  const texts = [...objectTexts(about), contents.get('txt') ?? '', contents.get('caption') ?? ''];
  if (texts.every((text) => text.trim() === '')) return null;
  const name = typeof about.path === 'string' ? { path: about.path } : { stem: keyIn(sample[0]?.path ?? '') };
  return { ...name, texts, record, form: 'webdataset' };
}

function jsonOf(text: string | undefined, record: number, warn: Warn): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // It is told below.
  }
  warn('bad-record', record, text.slice(0, 100));
  return {};
}
