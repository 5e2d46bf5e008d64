import { type FileHandle, open, stat } from 'node:fs/promises';
import { isPictureName, isSystemFile, mayHaveTexts, openArchive } from '../../../dataset/formats/index.ts';
import { FileSource } from '../../files.ts';
import { withoutGzip } from '../../gunzip.ts';
import { stateOf } from './folder.ts';
import { byPath, emptyPart, type InputPart, tooLarge } from './part.ts';

/**
 * The pictures of a zip or tar file, also one in gzip, which stays open.
 * @throws {FormatError} if it is neither, or damaged, and the signal's reason
 */
export async function archivePart(path: string, signal: AbortSignal): Promise<InputPart> {
  const { modified } = stateOf(await stat(path));
  const unpacked = await withoutGzip(path, signal);
  try {
    const file = await open(unpacked.path, 'r');
    const close = () => file.close().finally(unpacked.remove);
    try {
      return { ...(await listArchive(file, path, modified)), close };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await unpacked.remove();
    throw error;
  }
}

async function listArchive(file: FileHandle, path: string, modified: number): Promise<InputPart> {
  const { size } = await file.stat();
  const { files, leftOut } = await openArchive(new FileSource(file, size, path));
  const part = emptyPart();
  part.leftOut.push(...leftOut.map(({ name, problem }) => ({ path: name, reason: problem })));
  for (const entry of files) {
    if (isSystemFile(entry.path)) continue;
    const reason = isPictureName(entry.path) ? tooLarge(entry.size) : 'no picture’s name';
    if (reason === null) {
      const openEntry = async () => (await entry.open()).read(0, entry.size);
      part.pictures.push({ path: entry.path, bytes: entry.size, modified, open: openEntry });
    } else if (mayHaveTexts(entry.path)) part.texts.push(entry);
    else part.leftOut.push({ path: entry.path, reason });
  }
  part.pictures.sort(byPath);
  return part;
}
