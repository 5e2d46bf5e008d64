import type { OriginalText } from '../../core/collection.ts';
import type { TextWarning } from '../../core/protocol/index.ts';
import { blobSource, type InputFile, readOriginals } from '../../dataset/formats/index.ts';
import type { SourceFile } from './sources/source.ts';

/** A file of texts, with its size. */
export interface ListedTexts {
  file: SourceFile;
  bytes: number;
}

export interface Originals {
  /** By the picture's path. */
  texts: Map<string, OriginalText[]>;
  warnings: TextWarning[];
}

/** The texts that came with the pictures. What cannot be read is a warning. @throws the signal's reason. */
export async function readTexts(
  files: readonly ListedTexts[],
  pictures: readonly { path: string }[],
  signal: AbortSignal,
): Promise<Originals> {
  const originals: Originals = { texts: new Map(), warnings: [] };
  const request = {
    pictures: pictures.map(({ path }) => path),
    files: files.map(inputFile),
    warn: (warning: TextWarning) => originals.warnings.push(warning),
  };
  for await (const { path, text } of readOriginals(request)) {
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
