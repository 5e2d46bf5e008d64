/** What a run makes of a picture, and the record that it becomes. */
import type { OriginalText, PictureVector, SyntheticText, TextForm } from '../../core/collection.ts';
import type { CaptionMatch, RunRecord, WireError } from '../../core/protocol/index.ts';
import type { FileState } from '../../dataset/index.ts';

export type { FileState };

/** As it was listed. */
export interface ListedPicture extends FileState {
  path: string;
  /** Not matched yet. */
  originals: readonly OriginalText[];
}

/** `bytes` and `modified` are those of the file that was captioned. */
export interface PictureResult extends FileState {
  path: string;
  sha256: string | null;
  /** As in `PictureRecord`. */
  perceptualHash?: string | null;
  width: number | null;
  height: number | null;
  /** Those that lay with the picture; matched, if there was a matcher. */
  originals: readonly OriginalText[];
  /** Those in the file itself, likewise. */
  embedded: readonly OriginalText[];
  /** Best first. */
  candidates: readonly SyntheticText[];
  /** Absent where no matcher with a contrast head has seen it. */
  vector?: PictureVector | null;
  error: WireError | null;
}

/** Of texts in a picture file itself. */
export const EMBEDDED_FORMS: ReadonlySet<TextForm> = new Set<TextForm>(['xmp', 'iptc', 'exif']);

export function isSameFile(a: FileState, b: FileState): boolean {
  return a.bytes === b.bytes && a.modified === b.modified;
}

/**
 * Whether a run has nothing more to do: the file is the one that was captioned, and all texts that lie with it were there
 * to be matched.
 */
export function isFinished(picture: ListedPicture, result: PictureResult): boolean {
  return isSameFile(picture, result) && (result.error !== null || knowsTexts(result, picture.originals));
}

/** Whether a run had those texts. */
export function knowsTexts(result: PictureResult, texts: readonly OriginalText[]): boolean {
  const matches = matchesOf(result);
  return texts.every(({ text }) => matches.has(text));
}

/** By text. */
export function matchesOf({ originals, embedded }: PictureResult): Map<string, CaptionMatch | null> {
  return new Map([...originals, ...embedded].map(({ text, match }) => [text, match]));
}

/** A picture with its result. The result of a file that has changed since is left out. */
export function runRecord(picture: ListedPicture, result: PictureResult | null): RunRecord {
  const { path, bytes, modified, originals } = picture;
  const current = result && isSameFile(picture, result) ? result : null;
  return {
    path,
    bytes,
    modified,
    sha256: current?.sha256 ?? null,
    perceptualHash: current?.perceptualHash ?? null,
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

export function failedResult({ path, bytes, modified }: ListedPicture, error: WireError): PictureResult {
  const nothing = { sha256: null, width: null, height: null, originals: [], embedded: [], candidates: [] };
  return { path, bytes, modified, ...nothing, error };
}

/** The result that a record of a journal came from. Of original texts only those of some forms may lie in the picture itself. */
export function resultOf({ texts, done: _, ...record }: RunRecord): PictureResult {
  const originals = texts.filter((text) => text.source === 'original');
  const candidates = texts.filter((text) => text.source === 'synthetic');
  const isEmbedded = ({ form }: OriginalText) => EMBEDDED_FORMS.has(form);
  return {
    ...record,
    originals: originals.filter((text) => !isEmbedded(text)),
    embedded: originals.filter(isEmbedded),
    candidates,
  };
}

/** The texts as they are at present, with the matches of those that the run had. */
function matched(originals: readonly OriginalText[], result: PictureResult | null): OriginalText[] {
  const matches = result && matchesOf(result);
  return originals.map((original) => ({ ...original, match: matches?.get(original.text) ?? null }));
}

/** The texts in the file that do not lie with it as well. */
function embeddedOnly(originals: readonly OriginalText[], result: PictureResult | null): OriginalText[] {
  const listed = new Set(originals.map(({ text }) => text));
  return (result?.embedded ?? []).filter(({ text }) => !listed.has(text));
}
