/** Records that an export or the command line wrote, taken over where this browser knows nothing of the picture. */
import type { OriginalText, PictureRecord, SyntheticText } from '../../core/collection.ts';
import { sha256 } from '../../core/sha256.ts';
import { isSameFile } from '../capfilt/index.ts';
import type { Findings } from './database.ts';
import type { ListedPicture } from './listing.ts';
import type { StoredDecision, StoredResult } from './schema.ts';
import type { FileSource } from './sources/source.ts';

/** Files with another date are read to be sure of them, as long as that takes seconds; the others when a run comes to them. */
const MAX_READ_BYTES = 1 << 30;

export class Restoring {
  readonly #pictures: ReadonlyMap<string, ListedPicture>;
  readonly #records = new Map<string, PictureRecord>();
  #left = MAX_READ_BYTES;

  /**
   * @param known paths of pictures of which this browser knows more: a person may have changed it since.
   * @param origin as in `StoredResult`; the default is that of no run, so that no result is taken for that of another picture
   * with the same bytes.
   */
  constructor(
    pictures: readonly ListedPicture[],
    known: ReadonlySet<string>,
    private readonly origin = '',
  ) {
    this.#pictures = new Map(
      pictures.filter(({ path }) => !known.has(path)).map((picture) => [picture.path, picture]),
    );
  }

  /** Whether the record is one of a picture that is new here; the last one of a picture counts. */
  readonly take = (record: PictureRecord): boolean => {
    if (this.#pictures.get(record.path)?.bytes !== record.bytes) return false;
    this.#records.set(record.path, record);
    return true;
  };

  /** What was taken, without that of pictures that turn out to be others. @throws {CollectionError} */
  async findings(collection: string, source: FileSource): Promise<Findings> {
    const results: StoredResult[] = [];
    const decisions: StoredDecision[] = [];
    for (const taken of this.#records.values()) {
      const record = await this.#confirmed(taken, source);
      if (!record) continue;
      const { path, decision } = record;
      if (record.done) results.push({ collection, ...resultOf(record), origin: this.origin });
      if (decision) decisions.push({ collection, path, decision });
    }
    return { results, decisions, vectors: [] };
  }

  /** The record, under the file's own date if the file is the same; null if it is another one. */
  async #confirmed(record: PictureRecord, source: FileSource): Promise<PictureRecord | null> {
    const file = this.#pictures.get(record.path)!;
    if (isSameFile(file, record) || record.sha256 === null || file.bytes > this.#left) return record;
    this.#left -= file.bytes;
    const found = await hashOf(source, record.path);
    if (found === null) return record;
    return found === record.sha256 ? { ...record, modified: file.modified } : null;
  }
}

/** Null for a file that cannot be read. */
async function hashOf(source: FileSource, path: string): Promise<string | null> {
  try {
    return await sha256(new Uint8Array(await (await source.open(path)).arrayBuffer()));
  } catch {
    return null;
  }
}

function resultOf(record: PictureRecord): Omit<StoredResult, 'collection' | 'origin'> {
  const { path, bytes, modified, sha256, perceptualHash, width, height, error, texts } = record;
  return {
    path,
    bytes,
    modified,
    sha256,
    perceptualHash,
    width,
    height,
    originals: [],
    // Whether they lay with the picture or in it is told by what lies with it here.
    embedded: texts.filter((text): text is OriginalText => text.source === 'original'),
    candidates: texts.filter((text): text is SyntheticText => text.source === 'synthetic'),
    error,
  };
}

/** The later ones count, where both know of a picture. */
export function joined(first: Findings, later: Findings): Findings {
  return {
    results: [...first.results, ...later.results],
    decisions: [...first.decisions, ...later.decisions],
    vectors: [...first.vectors, ...later.vectors],
  };
}
