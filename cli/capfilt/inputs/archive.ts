import { type FileHandle, open } from 'node:fs/promises';
import { isPictureName, isSystemFile, mayHaveTexts, openArchive } from '../../../dataset/formats/index.ts';
import { FileSource } from '../../files.ts';
import { stateOf } from './folder.ts';
import { byPath, emptyPart, type InputPart, tooLarge } from './part.ts';

/** The pictures of a zip or tar file, which stays open. @throws {FormatError} if it is neither, or damaged. */
export async function archivePart(path: string): Promise<InputPart> {
  const file = await open(path, 'r');
  try {
    return await listArchive(file, path);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function listArchive(file: FileHandle, path: string): Promise<InputPart> {
  const { bytes: size, modified } = stateOf(await file.stat());
  const { files, leftOut } = await openArchive(new FileSource(file, size, path));
  const part: InputPart = { ...emptyPart(), close: () => file.close() };
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
