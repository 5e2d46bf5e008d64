/** Lists what the arguments of the command line name. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OriginalText } from '../../../core/collection.ts';
import type { TextWarning } from '../../../core/protocol/index.ts';
import {
  type ByteSource,
  type InputFile,
  isPictureName,
  mayHaveTexts,
  readOriginals,
} from '../../../dataset/formats/index.ts';
import { aboutPath, CliError, oneLine } from '../../errors.ts';
import type { SourcePicture } from '../run.ts';
import { archivePart } from './archive.ts';
import { folderPart, pictureFile, textFile } from './folder.ts';
import { emptyPart, type InputPart, type LeftOutFile, type PartPicture } from './part.ts';
import { listPart, parquetPart } from './table.ts';
import { isTextFile, type TextChoice } from './texts.ts';

export interface Listing {
  /** Their paths are unique. */
  pictures: SourcePicture[];
  /** The folders that are inputs, and where their files are in the collection. */
  folders: { folder: string; prefix: string }[];
  leftOut: LeftOutFile[];
  warnings: TextWarning[];
  /** A file of texts that lies with the pictures, e.g. an XMP sidecar; null if there is none. */
  openText(path: string): Promise<ByteSource | null>;
  close(): Promise<void>;
}

/**
 * Lists pictures and reads the texts that came with them. Nothing of a picture is read.
 * @throws {CliError} for an input that is none, or if there is no picture.
 */
export async function listInputs(
  paths: readonly string[],
  choice: TextChoice,
  signal: AbortSignal,
): Promise<Listing> {
  const parts: InputPart[] = [];
  const close = async () => {
    await Promise.all(parts.map((part) => part.close()));
  };
  try {
    const all = emptyPart();
    const taken = new Set<string>();
    const folders: Listing['folders'] = [];
    for (const path of paths) {
      const { part, name, isFolder } = await openPart(path, signal);
      parts.push(part);
      const prefix = addPart(all, part, paths.length === 1 ? '' : name, taken);
      if (isFolder) folders.push({ folder: path, prefix });
    }
    if (all.pictures.length === 0) throw noPictures(paths, all);
    const { originals, warnings } = await readTexts(all, choice);
    const texts = new Map(all.texts.map((file) => [file.path, file]));
    return {
      pictures: all.pictures.map(({ texts: _, ...picture }) => ({
        ...picture,
        originals: originals.get(picture.path) ?? [],
      })),
      folders,
      leftOut: all.leftOut,
      warnings,
      openText: async (path) => (await texts.get(path)?.open()) ?? null,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `name`: of the folder that stands for the input among others; null for a single file. */
async function openPart(
  path: string,
  signal: AbortSignal,
): Promise<{ part: InputPart; name: string | null; isFolder?: boolean }> {
  const found = await stat(path).catch((error: unknown) => {
    throw aboutPath(path, error);
  });
  try {
    if (found.isDirectory())
      return { part: await folderPart(path, signal), name: basename(path), isFolder: true };
    const name = basename(path).replace(/(\.tar)?\.[^.]+$/i, '');
    switch (await kindOf(path)) {
      case 'archive':
        return { part: await archivePart(path, signal), name };
      case 'parquet':
        return { part: await parquetPart(path), name };
      case 'list':
        return { part: await listPart(path), name };
      case 'texts':
        return { part: { ...emptyPart(), texts: [textFile(basename(path), path, found.size)] }, name: null };
      case 'picture':
        return { part: { ...emptyPart(), pictures: [pictureFile(basename(path), path, found)] }, name: null };
    }
  } catch (error) {
    const about = aboutPath(path, error);
    if (about instanceof CliError || signal.aborted) throw about;
    // Readers of tables have no error of their own for a damaged file.
    throw new CliError(`${path} cannot be read: ${oneLine(error)}.`, { cause: error });
  }
}

type FileKind = 'archive' | 'parquet' | 'list' | 'texts' | 'picture';

async function kindOf(path: string): Promise<FileKind> {
  if (isPictureName(path)) return 'picture';
  if (/\.(jsonl|ndjson)$/i.test(path)) return 'list';
  const head = await headOf(path);
  if (head.startsWith('PAR1')) return 'parquet';
  if (/\.(zip|tar|tgz|gz)$/i.test(path) || ['PK', '\x1f\x8b'].includes(head.slice(0, 2))) return 'archive';
  return mayHaveTexts(path) ? 'texts' : 'picture';
}

async function headOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Several inputs are folders of one collection, single files lie at its top. Returns what paths of the input begin with. */
function addPart(all: InputPart, part: InputPart, name: string | null, taken: Set<string>): string {
  const folder = name === null || name === '' ? '' : freePath(name, taken);
  const prefix = folder === '' ? '' : `${folder}/`;
  const placed = <T extends { path: string }>(each: T): T => ({ ...each, path: prefix + each.path });
  for (const picture of part.pictures) {
    const { path } = placed(picture);
    all.pictures.push({ ...picture, path: freePath(path, taken) });
  }
  all.texts.push(...part.texts.map(placed));
  all.leftOut.push(...part.leftOut.map(placed));
  return prefix;
}

/** Two of the same path get different ones, in their order, as in the page. */
function freePath(path: string, taken: Set<string>): string {
  const [, stem, extension] = /^(.*?)(\.[^./]*)?$/s.exec(path)!;
  let free = path;
  for (let count = 2; taken.has(free); count++) free = `${stem} (${count})${extension ?? ''}`;
  taken.add(free);
  return free;
}

async function readTexts({ pictures, texts }: InputPart, choice: TextChoice) {
  const warnings: TextWarning[] = [];
  const originals = new Map<string, OriginalText[]>();
  const add = (path: string, text: OriginalText) => {
    const known = originals.get(path) ?? [];
    if (!known.some((each) => each.text === text.text)) known.push(text);
    originals.set(path, known);
  };
  if (choice.kind === 'auto') for (const picture of pictures) addOwn(picture, add);
  const files: InputFile[] =
    choice.kind === 'file' ? [choice.file] : texts.filter((file) => isTextFile(file.path, choice));
  const request = { pictures: pictures.map(({ path }) => path), files };
  for await (const { path, text } of readOriginals({
    ...request,
    warn: (warning) => warnings.push(warning),
  })) {
    add(path, text);
  }
  return { originals, warnings };
}

function addOwn({ path, texts }: PartPicture, add: (path: string, text: OriginalText) => void): void {
  for (const text of texts ?? []) add(path, text);
}

function noPictures(paths: readonly string[], { leftOut }: InputPart): CliError {
  const [first] = leftOut;
  const why = first ? ` ${leftOut.length} left out, first ${first.path}: ${first.reason}` : '';
  return new CliError(`${paths.join(', ')}: no pictures in it.${why}`);
}
