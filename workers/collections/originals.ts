import type { OriginalText, PictureRecord } from '../../core/collection.ts';
import type { TextWarning } from '../../core/protocol/index.ts';
import { blobSource, type InputFile, readOriginals } from '../../dataset/formats/index.ts';
import type { SourceFile } from './sources/source.ts';

/** A file of texts, with its size. */
export interface ListedTexts {
  file: SourceFile;
  bytes: number;
  /** An export wrote it: its texts are those of the collection, and no original ones. */
  own: boolean;
}

export interface Originals {
  /** By the picture's path. */
  texts: Map<string, OriginalText[]>;
  warnings: TextWarning[];
}

/**
 * The texts that came with the pictures. What cannot be read is a warning.
 * @param restore as in `OriginalsRequest`.
 * @throws the signal's reason.
 */
export async function readTexts(
  files: readonly ListedTexts[],
  pictures: readonly { path: string }[],
  { restore, signal }: { restore: (record: PictureRecord) => boolean; signal: AbortSignal },
): Promise<Originals> {
  const originals: Originals = { texts: new Map(), warnings: [] };
  const paths = pictures.map(({ path }) => path);
  const warn = (warning: TextWarning) => originals.warnings.push(warning);
  const own = files.filter((file) => file.own).map(inputFile);
  for await (const _ of readOriginals({ pictures: paths, files: own, warn: () => {}, restore }))
    signal.throwIfAborted();
  const others = files.filter((file) => !file.own).map(inputFile);
  for await (const { path, text } of readOriginals({ pictures: paths, files: others, warn, restore })) {
    signal.throwIfAborted();
    const texts = originals.texts.get(path) ?? [];
    texts.push(text);
    originals.texts.set(path, texts);
  }
  return originals;
}

function inputFile({ file, bytes }: ListedTexts): InputFile {
  return { path: file.path, size: bytes, open: async () => blobSource(await file.open()) };
}
