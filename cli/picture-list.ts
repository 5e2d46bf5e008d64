/** Finds the pictures that paths name. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { aboutPath, CliError, systemCode } from './errors.ts';
import { textOfName } from './file-names.ts';
import { pathKind } from './files.ts';
import { printNotice } from './output.ts';

export interface PictureFile {
  /** As the system has it: bytes where it is no UTF-8. */
  path: string | Buffer;
  /** As it is shown. */
  name: string;
  /** Why there is no picture; it is reported in its turn. */
  problem?: CliError;
}

/** Extensions of pictures in folders. A file given by name may have any name. */
const PICTURE_NAME =
  /\.(jpe?g|jpe|jfif?|jif|pjpe?g|pjp|a?png|webp|gif|avifs?|bmp|dib|tiff?|hei[cf]s?|hif|jxl|jp2|j2k|ico)$/i;

/** Names of left out files in a notice. */
const NAMED = 5;

/**
 * Lists the pictures of `paths`. Folders are replaced by their pictures, sorted by name, without sub-folders; `tell`
 * gets a notice about what is left out. A path without a picture stays in the list with its problem.
 * @throws {CliError} if there is nothing but folders without pictures
 */
export async function listPictures(
  paths: readonly string[],
  tell: (notice: string) => void = printNotice,
): Promise<PictureFile[]> {
  const pictures: PictureFile[] = [];
  for (const path of paths) {
    // One by one, so that notices are in order.
    for (const picture of await picturesAt(path, tell)) pictures.push(picture);
  }
  const [first] = pictures;
  if (first?.problem && pictures.every(({ problem }) => problem)) throw first.problem;
  return pictures;
}

async function picturesAt(path: string, tell: (notice: string) => void): Promise<PictureFile[]> {
  switch (await kindOf(path)) {
    case 'folder':
      return listFolder(path, tell).catch((error: unknown) => [withProblem(path, error)]);
    case 'file':
      return [{ path, name: path }];
    case 'missing':
      return [(await byLostBytes(path)) ?? { path, name: path }];
  }
}

/** Reading a file tells why it cannot be read. */
async function kindOf(path: string) {
  return pathKind(path).catch(() => 'file' as const);
}

function withProblem(name: string, error: unknown): PictureFile {
  const problem = aboutPath(name, error);
  if (!(problem instanceof CliError)) throw error;
  return { path: name, name, problem };
}

async function listFolder(folder: string, tell: (notice: string) => void): Promise<PictureFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  const pictures: PictureFile[] = [];
  const others: string[] = [];
  for (const entry of entries) {
    const picture = fileIn(folder, entry.name);
    const why = await reasonToLeaveOut(entry, picture);
    if (why === null) pictures.push(picture);
    else others.push(`${textOfName(entry.name)} (${why})`);
  }
  if (others.length > 0) tell(leftOut(folder, others.sort()));
  if (pictures.length === 0) throw new CliError(`${folder} has no pictures in it.`);
  return pictures.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function leftOut(folder: string, others: readonly string[]): string {
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  return `${folder}: left out ${others.length}: ${others.slice(0, NAMED).join(', ')}${more}`;
}

function fileIn(folder: string, name: Buffer): PictureFile {
  const text = textOfName(name);
  const isText = Buffer.from(text).equals(name);
  const path = join(folder, text);
  return { name: path, path: isText ? path : Buffer.concat([Buffer.from(folder + sep), name]) };
}

/** Null for a file with a picture's name. A link that leads nowhere is one too: reading it tells so. */
async function reasonToLeaveOut(entry: Dirent<Buffer>, { path, name }: PictureFile): Promise<string | null> {
  if (entry.isDirectory()) return 'a folder';
  if (basename(name).startsWith('.')) return 'hidden';
  if (!PICTURE_NAME.test(name)) return 'no picture’s name';
  if (entry.isFile()) return null;
  const target = await stat(path).catch(() => null);
  if (target?.isDirectory()) return 'a link to a folder';
  if (target?.isFIFO()) return 'a pipe';
  if (target?.isSocket()) return 'a socket';
  return target === null || target.isFile() ? null : 'a device';
}

/**
 * Node gives arguments that are no UTF-8 with lost bytes. A file of the folder whose name has lost them in the same way,
 * if there is only one.
 */
async function byLostBytes(path: string): Promise<PictureFile | null> {
  const LOST = '\ufffd';
  if (!basename(path).includes(LOST)) return null;
  try {
    const names = await readdir(dirname(path), { encoding: 'buffer' });
    const [one, ...more] = names.filter((name) => name.toString('utf8') === basename(path));
    return one && more.length === 0 ? fileIn(dirname(path), one) : null;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return null;
  }
}
