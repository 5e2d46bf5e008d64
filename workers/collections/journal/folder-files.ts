/** Files at the top of a folder that a person picked. Their errors are those of the browser. */

/** Null where there is none. */
export async function findFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

export async function replaceFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: string,
): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  await writable.write(new TextEncoder().encode(content));
  await writable.close();
}

/**
 * Writes after the first `end` bytes of a file, whose others are cut off. The browser writes into a copy, which takes the
 * file's place in the end: until then it is as it was.
 * @param before the file as it was read; null if there was none.
 * @throws {FileChanged} if another program has written to it since.
 */
export async function appendTo(
  folder: FileSystemDirectoryHandle,
  name: string,
  { before, end }: { before: File | null; end: number },
  chunks: Iterable<Uint8Array<ArrayBuffer>>,
): Promise<File> {
  const handle = await folder.getFileHandle(name, { create: true });
  try {
    const writable = await handle.createWritable({ keepExistingData: true });
    try {
      await writable.truncate(end);
      await writable.seek(end);
      for (const chunk of chunks) await writable.write(chunk);
      requireSame(before, await findFile(folder, name));
    } catch (error) {
      await writable.abort().catch(() => {});
      throw error;
    }
    await writable.close();
  } catch (error) {
    if (!before && (await handle.getFile()).size === 0) await folder.removeEntry(name).catch(() => {});
    throw error;
  }
  return handle.getFile();
}

export class FileChanged extends Error {
  override name = 'FileChanged';
}

/** @param before null for one that this program has just made. */
function requireSame(before: File | null, now: File | null): void {
  const isSame = before === null || before.lastModified === now?.lastModified;
  if (!isSame || (before?.size ?? 0) !== now?.size)
    throw new FileChanged('another program has written to the file');
}
