import type { Decision, OriginalText, PictureRecord } from '../../core/collection.ts';
import type { RunRecord } from '../../core/protocol/index.ts';
import type { FileState, StoredPicture, StoredResult } from './schema.ts';

export function isSameFile(a: FileState, b: FileState): boolean {
  return a.bytes === b.bytes && a.modified === b.modified;
}

/** A picture with its result. The result of a file that has changed since is left out. */
export function runRecord(picture: StoredPicture, result: StoredResult | null): RunRecord {
  const { path, bytes, modified, originals } = picture;
  const current = result && isSameFile(picture, result) ? result : null;
  return {
    path,
    bytes,
    modified,
    sha256: current?.sha256 ?? null,
    width: current?.width ?? null,
    height: current?.height ?? null,
    texts: [...matched(originals, current), ...(current?.candidates ?? [])],
    done: current !== null,
    error: current?.error ?? null,
  };
}

export function pictureRecord(
  picture: StoredPicture,
  result: StoredResult | null,
  decision: Decision | null,
): PictureRecord {
  return { ...runRecord(picture, result), decision };
}

/** The texts as they are at present, with the matches of those that the run had. */
function matched(originals: readonly OriginalText[], result: StoredResult | null): OriginalText[] {
  const matches = new Map(result?.originals.map(({ text, match }) => [text, match]));
  return originals.map((original) => ({ ...original, match: matches.get(original.text) ?? null }));
}
