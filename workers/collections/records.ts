import type { Decision, OriginalText, PictureRecord } from '../../core/collection.ts';
import type { CaptionMatch, RunRecord } from '../../core/protocol/index.ts';
import type { FileState, StoredPicture, StoredResult } from './schema.ts';

export function isSameFile(a: FileState, b: FileState): boolean {
  return a.bytes === b.bytes && a.modified === b.modified;
}

/**
 * Whether a run has nothing more to do: the file is the one that was captioned, and all texts that lie with it were there
 * to be matched.
 */
export function isFinished(picture: StoredPicture, result: StoredResult): boolean {
  return isSameFile(picture, result) && (result.error !== null || knowsTexts(result, picture.originals));
}

/** Whether a run had those texts. */
export function knowsTexts(result: StoredResult, texts: readonly OriginalText[]): boolean {
  const matches = matchesOf(result);
  return texts.every(({ text }) => matches.has(text));
}

/** By text. */
export function matchesOf({ originals, embedded }: StoredResult): Map<string, CaptionMatch | null> {
  return new Map([...originals, ...embedded].map(({ text, match }) => [text, match]));
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
    texts: [
      ...matched(originals, current),
      ...embeddedOnly(originals, current),
      ...(current?.candidates ?? []),
    ],
    done: current !== null && isFinished(picture, current),
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
  const matches = result && matchesOf(result);
  return originals.map((original) => ({ ...original, match: matches?.get(original.text) ?? null }));
}

/** The texts in the file that do not lie with it as well. */
function embeddedOnly(originals: readonly OriginalText[], result: StoredResult | null): OriginalText[] {
  const beside = new Set(originals.map(({ text }) => text));
  return (result?.embedded ?? []).filter(({ text }) => !beside.has(text));
}
