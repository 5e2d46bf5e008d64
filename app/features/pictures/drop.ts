import type { PickedFile } from '../../../core/protocol';

/** The parts of a `FileSystemEntry` that reading a drop needs. */
type Entry = Pick<FileSystemEntry, 'isDirectory' | 'isFile'>;

/** Whether a drag brings files, and not a link or a piece of text. */
export function bringsFiles(transfer: Pick<DataTransfer, 'types'> | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/**
 * All files of a drop, those of folders with their paths, hidden files of folders left out.
 * Call it inside the event: the list is empty afterwards.
 * @throws when a folder cannot be read.
 */
export async function filesOf({
  items,
  files,
}: Pick<DataTransfer, 'items' | 'files'>): Promise<PickedFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  const loose = [...files].map((file) => ({ path: file.name, file }));
  if (!entries.some((entry) => entry?.isDirectory)) return loose;
  const read = await Promise.all(entries.filter((entry) => entry !== null).map((entry) => readEntry(entry)));
  return read.flat();
}

async function readEntry(entry: FileSystemEntry, parent = ''): Promise<PickedFile[]> {
  const path = parent + entry.name;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolder(entry)) return [];
  const inside = await readFolder(entry.createReader());
  const visible = inside.filter(({ name }) => !name.startsWith('.'));
  return (await Promise.all(visible.map((child) => readEntry(child, `${path}/`)))).flat();
}

/** A reader hands out a folder in portions, and an empty one at the end. */
async function readFolder(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
    reader.readEntries(resolve, reject),
  );
  return portion.length === 0 ? [] : [...portion, ...(await readFolder(reader))];
}

function isFile(entry: Entry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: Entry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
