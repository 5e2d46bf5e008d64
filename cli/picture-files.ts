/** Reads the pixels of pictures on the disk. */
import { type PixelRows, pictureFormat } from '../workers/image/index.ts';
import { decodePicture } from './decode-picture.ts';
import { CliError, systemCode } from './errors.ts';
import { readBytes } from './read-file.ts';

/**
 * Reads a picture's pixels with EXIF orientation applied; the first frame of an animation.
 * @throws {PictureError}
 * @throws {CliError} for a file that cannot be read
 */
export async function readPicture(path: string | Buffer, signal?: AbortSignal): Promise<PixelRows> {
  // Other files are refused before all of their bytes are read.
  const bytes = await readBytes(path, { signal, checkHead: pictureFormat }).catch((error: unknown) => {
    throw unreadable(error);
  });
  return decodePicture(bytes);
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
