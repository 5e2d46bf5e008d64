/**
 * Pictures as bytes, for browsers that store no files: WebKit refuses them in private windows and under automation.
 * Elsewhere files are stored as they are, since the browser reads those only when they are needed.
 */
import type { IDBPDatabase } from 'idb';
import type { Picture } from '../features/pictures/pictures.slice';
import type { DatabaseSchema } from './stored';

type Db = IDBPDatabase<DatabaseSchema>;

/** Writing or reading one must not hold up the page. */
const PIECE_BYTES = 1 << 20;

/** The keys of a picture's pieces. */
export function piecesOf(pictureId: string): IDBKeyRange {
  return IDBKeyRange.bound([pictureId], [pictureId, []]);
}

/** @throws when the picture's file cannot be read, or there is no space. */
export async function writePieces(db: Db, { blob, ...picture }: Picture): Promise<void> {
  const pieces: ArrayBuffer[] = [];
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    pieces.push(await blob.slice(start, start + PIECE_BYTES).arrayBuffer());
  }
  const transaction = db.transaction(['pictures', 'pieces'], 'readwrite');
  transaction.done.catch(() => {});
  const record = { ...picture, type: blob.type, pieces: pieces.length };
  await transaction.objectStore('pictures').put(record);
  const store = transaction.objectStore('pieces');
  for (const [index, piece] of pieces.entries()) await store.put(piece, [picture.id, index]);
  await transaction.done;
}

/**
 * A stored picture with its file; undefined when it is not stored.
 * @throws when the browser cannot read it, or a piece is missing.
 */
export async function readPicture(db: Db, id: string): Promise<Picture | undefined> {
  const transaction = db.transaction(['pictures', 'pieces']);
  transaction.done.catch(() => {});
  const stored = await transaction.objectStore('pictures').get(id);
  if (!stored || !('pieces' in stored)) return stored;
  const { type, pieces: count, ...picture } = stored;
  const pieces: ArrayBuffer[] = [];
  while (pieces.length < count) {
    const piece = await transaction.objectStore('pieces').get([id, pieces.length]);
    if (!piece) throw new Error(`Piece ${pieces.length} of a picture is missing.`);
    pieces.push(piece);
  }
  return { ...picture, blob: new Blob(pieces, { type }) };
}
