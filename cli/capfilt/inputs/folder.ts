import type { Dirent, Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ByteSource,
  bytesSource,
  type InputFile,
  isPictureName,
  isSystemFile,
  isSystemFolder,
  mayHaveTexts,
} from '../../../dataset/formats/index.ts';
import { OWN_FILES, OwnFiles } from '../../../dataset/index.ts';
import { pictureFormat } from '../../../workers/image/index.ts';
import { aboutPath, reasonOf } from '../../errors.ts';
import { textOfName } from '../../file-names.ts';
import { readBytes } from '../../read-file.ts';
import { byPath, emptyPart, type InputPart, type PartPicture, tooLarge } from './part.ts';

/** A folder on the way down. */
interface Level {
  folder: string;
  /** Its path in the collection, with its `/`. */
  prefix: string;
  /** What exports wrote into it and into the folders around it is no part of the collection. */
  own: readonly { prefix: string; files: OwnFiles }[];
}

/** The pictures of a folder and its subfolders. @throws {CliError} if it cannot be read. */
export async function folderPart(folder: string, signal: AbortSignal): Promise<InputPart> {
  const part = emptyPart();
  await walk({ folder, prefix: '', own: [] }, part, signal);
  part.pictures.sort(byPath);
  part.texts.sort(byPath);
  part.leftOut.sort(byPath);
  return part;
}

async function walk({ folder, prefix, own }: Level, part: InputPart, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch((error) => {
    if (prefix === '') throw aboutPath(folder, error);
    part.leftOut.push({ path: prefix, reason: reasonOf(error) });
    return [];
  });
  const files = await ownFilesIn(folder);
  const level = { folder, prefix, own: files.isEmpty ? own : [...own, { prefix, files }] };
  for (const entry of entries) await visit(entry, level, part, signal);
}

async function visit(
  entry: Dirent<Buffer>,
  level: Level,
  part: InputPart,
  signal: AbortSignal,
): Promise<void> {
  const name = textOfName(entry.name);
  const path = level.prefix + name;
  const leaveOut = (reason: string) => part.leftOut.push({ path, reason });
  if (entry.isDirectory()) {
    if (isSystemFolder(name)) return;
    return walk({ ...level, folder: join(level.folder, name), prefix: `${path}/` }, part, signal);
  }
  if (isSystemFile(name)) return;
  if (!Buffer.from(name).equals(entry.name)) return void leaveOut('its name is no UTF-8: rename it');
  const file = join(level.folder, name);
  const found = await stat(file).catch((error: unknown) => reasonOf(error));
  if (typeof found === 'string') return void leaveOut(found);
  if (found.isDirectory()) return void leaveOut('a link to a folder');
  if (!found.isFile()) return void leaveOut('no file');
  if (isOwn(path, found, level)) return;
  const size = tooLarge(found.size);
  if (!isPictureName(name)) {
    if (mayHaveTexts(path)) part.texts.push(textFile(path, file, found.size));
    else leaveOut('no picture’s name');
  } else if (size !== null) leaveOut(size);
  else part.pictures.push(pictureFile(path, file, found));
}

function isOwn(path: string, found: Stats, { own }: Level): boolean {
  const state = stateOf(found);
  return own.some(({ prefix, files }) => files.isOwn(path.slice(prefix.length), state));
}

export function stateOf({ size, mtimeMs }: Stats): { bytes: number; modified: number } {
  return { bytes: size, modified: Math.floor(mtimeMs) };
}

/** What exports have written into a folder. */
export async function ownFilesIn(folder: string): Promise<OwnFiles> {
  const list = await readFile(join(folder, OWN_FILES), 'utf8').catch(() => null);
  return OwnFiles.read(list === null ? null : { size: list.length, text: async () => list });
}

export function pictureFile(path: string, file: string, found: Stats): PartPicture {
  return { path, ...stateOf(found), open: () => readBytes(file, { checkHead: pictureFormat }) };
}

/** A file of texts. It is read as a whole: those that are large are tables, whose columns lie apart. */
export function textFile(path: string, file: string, size: number): InputFile {
  const open = async (): Promise<ByteSource> => bytesSource(await readBytes(file));
  return { path, size, open };
}
