/** Lists pictures on the disk and reads their pixels. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { PixelRows } from '../workers/image/index.ts';
import { decodePicture } from './decode-picture.ts';
import { CliError, systemCode } from './errors.ts';
import { pathKind } from './files.ts';

/** Extensions of pictures in folders. A file given by name may have any name. */
const EXTENSIONS = ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif', '.bmp', '.tif', '.tiff'];

/**
 * Lists the pictures of `paths`. Folders are replaced by their pictures, sorted by name, without sub-folders. A
 * missing path stays in the list: reading it reports the error.
 * @throws {CliError} for a folder without pictures
 */
export async function listPictures(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => ((await pathKind(path)) === 'folder' ? listFolder(path) : [path])),
  );
  return lists.flat();
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((name) => EXTENSIONS.includes(extname(name).toLowerCase()));
  if (names.length === 0) throw new CliError(`${folder} has no pictures in it.`);
  return names.sort().map((name) => join(folder, name));
}

/**
 * Reads a picture's pixels with EXIF orientation applied; the first frame of an animation.
 * @throws {PictureError}
 * @throws {CliError} for a file that cannot be read
 */
export async function readPicture(path: string): Promise<PixelRows> {
  return decodePicture(await readBytes(path));
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): unknown {
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CliError('There is no such file.');
    case 'EACCES':
    case 'EPERM':
      return new CliError('The file may not be read. Check its permissions.');
    default:
      return error;
  }
}
