/** Pictures of a table in Parquet, and of a list in JSON lines. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormatError, listedPictures, parquetSamples, type Sample } from '../../../dataset/formats/index.ts';
import { COMPRESSORS } from '../../compressors.ts';
import { reasonOf } from '../../errors.ts';
import { FileSource } from '../../files.ts';
import { pictureFile, stateOf } from './folder.ts';
import { emptyPart, type InputPart, type PartPicture, tooLarge } from './part.ts';

/**
 * The rows of a table that have bytes, or paths from the table's folder. Its bytes are read once to list it and once in
 * the run, a row group at a time.
 * @throws {FormatError} if it has no pictures, or is damaged.
 */
export async function parquetPart(path: string): Promise<InputPart> {
  const file = await open(path, 'r');
  try {
    return await listTable(file, path);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function listTable(file: FileHandle, path: string): Promise<InputPart> {
  const { bytes: size, modified } = stateOf(await file.stat());
  const rows = () => parquetSamples(new FileSource(file, size, path), COMPRESSORS);
  const part: InputPart = { ...emptyPart(), close: () => file.close() };
  const cursor = new RowCursor(rows);
  let number = 0;
  for await (const { key, path: name, texts, picture } of rows()) {
    const row = number++;
    if ('problem' in picture) part.leftOut.push({ path: name, reason: picture.problem });
    else if ('address' in picture) await addNamed(part, dirname(path), picture.address, texts);
    else {
      const ending = /\.[^./\\]+$/.exec(name)?.[0] ?? '';
      const reason = tooLarge(picture.size);
      const own = { path: key.endsWith(ending) ? key : key + ending, bytes: picture.size, modified, texts };
      if (reason !== null) part.leftOut.push({ path: own.path, reason });
      else part.pictures.push({ ...own, open: () => cursor.read(row) });
    }
  }
  return part;
}

/** Reads rows by their number, quickly those that come after the last one. */
class RowCursor {
  #rows: AsyncGenerator<Sample> | null = null;
  #next = 0;
  /** Calls wait for each other: the rows are one stream. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly open: () => AsyncGenerator<Sample>) {}

  read(row: number): Promise<Uint8Array> {
    const read = this.#last.then(() => this.#read(row));
    this.#last = read.catch(() => {});
    return read;
  }

  async #read(row: number): Promise<Uint8Array> {
    if (this.#rows === null || row < this.#next) {
      this.#rows = this.open();
      this.#next = 0;
    }
    for (;;) {
      const { value, done } = await this.#rows.next();
      if (done) throw new FormatError('the row is no longer in the table');
      if (this.#next++ < row) continue;
      // A copy, so that the row group can be freed.
      if ('read' in value.picture) return (await value.picture.read(0, value.picture.size)).slice();
      throw new FormatError('the row no longer has a picture');
    }
  }
}

/** The pictures that a list names, by paths from its folder. */
export async function listPart(path: string): Promise<InputPart> {
  const part = emptyPart();
  const file = await open(path, 'r');
  try {
    const source = new FileSource(file, (await file.stat()).size, path);
    for await (const { number, path: name, texts } of listedPictures(source)) {
      if (name === null) part.leftOut.push({ path: `line ${number}`, reason: 'no path of a picture' });
      else await addNamed(part, dirname(path), name, texts);
    }
  } finally {
    await file.close();
  }
  return part;
}

/** Adds a picture by its path from `folder`. Several rows about one picture are one. */
async function addNamed(
  part: InputPart,
  folder: string,
  name: string,
  texts: NonNullable<PartPicture['texts']>,
): Promise<void> {
  if (/^https?:/i.test(name)) {
    part.leftOut.push({ path: name, reason: 'an address: only files are read' });
    return;
  }
  const file = resolve(folder, /^file:/i.test(name) ? fileURLToPath(name) : name);
  const path = pathFrom(folder, file);
  const known = part.pictures.at(-1)?.path === path ? part.pictures.at(-1) : undefined;
  if (known) {
    known.texts = [...(known.texts ?? []), ...texts];
    return;
  }
  const found = await stat(file).catch((error: unknown) => reasonOf(error));
  const reason = typeof found === 'string' ? found : tooLarge(found.size);
  if (typeof found === 'string' || reason !== null) {
    part.leftOut.push({ path: name, reason: reason ?? String(found) });
  } else part.pictures.push({ ...pictureFile(path, file, found), texts });
}

/** From the folder; of a file outside it the name. */
function pathFrom(folder: string, file: string): string {
  const path = relative(folder, file);
  const isOutside = path === '' || isAbsolute(path) || path.split(sep)[0] === '..';
  return isOutside ? basename(file) : path.split(sep).join('/');
}
