import type { PickedFile } from '../../../core/protocol';

/** The parts of a `FileSystemEntry` that reading a drop needs. */
type Entry = Pick<FileSystemEntry, 'isDirectory' | 'isFile'>;

/** Whether a drag brings files, and not a link or a piece of text. */
export function bringsFiles(transfer: Pick<DataTransfer, 'types'> | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** What was dropped. */
export interface Drop {
  /** The name of the folder, where one folder and nothing else was dropped. */
  folder: string | null;
  /** That folder as a handle, which can be read again later; null where the browser gives none. */
  handle: Promise<FileSystemDirectoryHandle | null>;
  /**
   * All files, those of folders with their paths, hidden files of folders left out.
   * @throws when a folder cannot be read.
   */
  files(): Promise<PickedFile[]>;
}

/** Not all browsers have it. */
type HandleItem = Pick<DataTransferItem, 'webkitGetAsEntry'> & {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
};

/** Call it inside the event: the lists are empty afterwards. */
export function dropOf(transfer: Pick<DataTransfer, 'items' | 'files'>): Drop {
  const items: HandleItem[] = [...transfer.items];
  const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const loose = [...transfer.files].map((file) => ({ path: file.name, file }));
  const [only] = entries;
  const isFolder = only?.isDirectory === true && entries.length === 1;
  return {
    folder: isFolder ? only.name : null,
    handle: isFolder ? directoryOf(items[0]) : Promise.resolve(null),
    async files() {
      if (!entries.some((entry) => entry.isDirectory)) return loose;
      return (await Promise.all(entries.map((entry) => readEntry(entry)))).flat();
    },
  };
}

async function directoryOf(item: HandleItem | undefined): Promise<FileSystemDirectoryHandle | null> {
  const handle = await item?.getAsFileSystemHandle?.().catch(() => null);
  return handle?.kind === 'directory' ? (handle as FileSystemDirectoryHandle) : null;
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
