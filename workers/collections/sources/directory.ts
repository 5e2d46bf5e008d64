import { isSystemFile, isSystemFolder } from '../../../dataset/formats/index.ts';
import { CollectionError, folderMissing, forPage, noPermission } from '../errors.ts';
import { type FileSource, type SourceFile, stateOf } from './source.ts';

type Folder = FileSystemDirectoryHandle;

/** Not in every browser that has handles. */
interface WithPermission {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>;
}

/** A folder that a person picked, with its subfolders. */
export function directorySource(root: Folder): FileSource {
  const folders = new Map<string, Promise<Folder>>([['', Promise.resolve(root)]]);

  function folderAt(path: string): Promise<Folder> {
    const known = folders.get(path);
    if (known) return known;
    const { folder, name } = split(path);
    const handle = folderAt(folder).then((parent) => parent.getDirectoryHandle(name));
    folders.set(path, handle);
    // A folder that is not there now may be there later.
    handle.catch(() => folders.delete(path));
    return handle;
  }

  async function open(path: string): Promise<File> {
    const { folder, name } = split(path);
    try {
      return await (await (await folderAt(folder)).getFileHandle(name)).getFile();
    } catch (error) {
      throw forPage(error);
    }
  }

  return { list: () => walk(root, ''), open, check: () => checkFolder(root) };
}

async function* walk(folder: Folder, prefix: string): AsyncGenerator<SourceFile> {
  try {
    for await (const [name, entry] of folder.entries()) {
      const path = prefix + name;
      if (entry.kind === 'file') {
        if (!isSystemFile(name)) yield sourceFile(path, entry);
      } else if (!isSystemFolder(name)) yield* walk(entry, `${path}/`);
    }
  } catch (error) {
    throw isNotFound(error) ? folderMissing(error) : forPage(error);
  }
}

function sourceFile(path: string, handle: FileSystemFileHandle): SourceFile {
  const open = async () => {
    try {
      return await handle.getFile();
    } catch (error) {
      throw forPage(error);
    }
  };
  return { path, state: async () => stateOf(await open()), open };
}

async function checkFolder(root: Folder & WithPermission): Promise<void> {
  if (root.queryPermission && (await root.queryPermission({ mode: 'read' })) !== 'granted') {
    throw noPermission();
  }
  try {
    await root.keys().next();
  } catch (error) {
    throw error instanceof CollectionError || !isNotFound(error) ? forPage(error) : folderMissing(error);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/** The folder's path is empty for a file at the top. */
function split(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(at, 0)), name: path.slice(at + 1) };
}
