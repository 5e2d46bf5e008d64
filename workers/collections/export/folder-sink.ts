import { OWN_FILES, OwnFiles } from '../../../dataset/index.ts';
import { CollectionError, forPage } from '../errors.ts';
import { stateOf } from '../sources/source.ts';
import type { Sink } from './sink.ts';

type Folder = FileSystemDirectoryHandle;

/** A file's folder and name. */
interface Place {
  folder: Folder;
  name: string;
}

/** Files between two times that the list of our files is stored: a closed tab loses these from it. */
const SAVE_EVERY = 500;

/** Writes into a folder that the person picked. Only files that earlier exports wrote are replaced. */
export class FolderSink implements Sink {
  /** Files and folders that this export has created, in order. */
  readonly #created: string[] = [];
  #written = 0;
  readonly #merged = new Set<string>();

  private constructor(
    private readonly root: Folder,
    private readonly own: OwnFiles,
  ) {}

  static async open(root: Folder): Promise<FolderSink> {
    return new FolderSink(root, await OwnFiles.read(await findFile(root, OWN_FILES)));
  }

  async isFree(path: string): Promise<boolean> {
    const existing = await findFile(this.root, path);
    return existing === null || this.#merged.has(path) || this.own.isOwn(path, stateOf(existing));
  }

  async write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number | null> {
    if (!(await this.isFree(path))) return null;
    const isNew = (await findFile(this.root, path)) === null;
    try {
      const place = await this.#placeOf(path);
      if (isNew) this.#created.push(path);
      const file = await writeFile(place, chunks);
      this.own.add(path, stateOf(file));
      this.#written += 1;
      if (this.#written % SAVE_EVERY === 0) await this.#saveOwn();
      return file.size;
    } catch (error) {
      throw forPage(error);
    }
  }

  async openExisting(path: string): Promise<File | null> {
    const file = await findFile(this.root, path);
    if (file) this.#merged.add(path);
    return file;
  }

  async finish(): Promise<null> {
    await this.#saveOwn();
    return null;
  }

  async discard(): Promise<void> {
    for (const path of this.#created.splice(0).reverse()) {
      await remove(this.root, path);
      this.own.delete(path);
    }
    // What replaced an earlier export stays, and stays ours.
    if (this.own.isEmpty) await remove(this.root, OWN_FILES);
    else await this.#saveOwn();
  }

  async #saveOwn(): Promise<void> {
    const json = new TextEncoder().encode(this.own.toJson());
    try {
      await writeFile({ folder: this.root, name: OWN_FILES }, [json]);
    } catch (error) {
      throw forPage(error);
    }
  }

  async #placeOf(path: string): Promise<Place> {
    const folders = path.split('/');
    const name = folders.pop()!;
    let folder = this.root;
    for (const [index, each] of folders.entries()) {
      if (!(await hasFolder(folder, each))) this.#created.push(folders.slice(0, index + 1).join('/'));
      folder = await folder.getDirectoryHandle(each, { create: true });
    }
    return { folder, name };
  }
}

async function hasFolder(parent: Folder, name: string): Promise<boolean> {
  try {
    await parent.getDirectoryHandle(name);
    return true;
  } catch (error) {
    if (isNamed(error, 'NotFoundError')) return false;
    throw error;
  }
}

/** The browser writes into a copy, which takes the file's place when it is closed. */
async function writeFile(
  { folder, name }: Place,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<File> {
  const handle = await folder.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  try {
    for await (const chunk of chunks) await writable.write(chunk as Uint8Array<ArrayBuffer>);
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
  await writable.close();
  return handle.getFile();
}

/** Null where there is none. @throws {CollectionError} */
async function findFile(root: Folder, path: string): Promise<File | null> {
  const folders = path.split('/');
  const name = folders.pop()!;
  try {
    let folder = root;
    for (const each of folders) folder = await folder.getDirectoryHandle(each);
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    const translated = forPage(error);
    if (translated instanceof CollectionError && translated.code === 'file-missing') return null;
    throw translated;
  }
}

/** What is gone already is fine, and a folder stays in which somebody else has put something. */
async function remove(root: Folder, path: string): Promise<void> {
  const folders = path.split('/');
  const name = folders.pop()!;
  try {
    let folder = root;
    for (const each of folders) folder = await folder.getDirectoryHandle(each);
    await folder.removeEntry(name);
  } catch (error) {
    if (!isNamed(error, 'NotFoundError') && !isNamed(error, 'InvalidModificationError')) throw forPage(error);
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
