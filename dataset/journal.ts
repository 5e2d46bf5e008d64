/**
 * The journal of a collection, `.blipscope.jsonl`: what runs made of its pictures and what a person decided, line by line
 * as it happens, so that a run can stop anywhere and go on elsewhere. Described in docs/folders.md.
 */

import type { Decision, PictureText, PictureVector } from '../core/collection.ts';
import type { Dtype } from '../core/dtypes.ts';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import type { RunRecord } from '../core/protocol/collection-worker.ts';
import { type CaptionSettings, isRead, SETTING_KEYS } from '../core/settings/index.ts';
import { byteLines } from './io/byte-lines.ts';
import { isObject } from './originals/fields.ts';
import { parseVectorText, vectorText } from './search/picture-vector.ts';

/** The name of the journal in its folder. */
export const JOURNAL_FILE = '.blipscope.jsonl';
/** It is there while a program writes into the folder, and says which: `process host`, or `page id`. */
export const JOURNAL_LOCK = '.blipscope.lock';
export const JOURNAL_VERSION = 1;
const FORMAT = 'blipscope-journal';
/** How every journal begins. */
const BEGINNING = `{"format":"${FORMAT}"`;

/** What a model's texts depend on. */
export interface ModelFingerprint {
  id: string;
  /** Of the checkpoint. */
  sha256: string;
  dtype: Dtype;
}

/**
 * What texts depend on, apart from the picture. The target of a bundle is not part of it: bundles of one checkpoint and
 * dtype go on with each other's runs.
 */
export interface Fingerprint {
  captioner: ModelFingerprint;
  matcher: ModelFingerprint | null;
  settings: CaptionSettings;
}

/** A picture's vector. It belongs to the file that had this state, whatever runs there are. */
export interface JournaledVector {
  path: string;
  bytes: number;
  modified: number;
  sha256: string;
  /** As in `PictureRecord`. */
  perceptualHash: string | null;
  vector: PictureVector;
}

/** One line of a journal. */
export type JournalEntry =
  /** The run that follows. Results before it are of other models or settings, and void; decisions and vectors stay. */
  | { kind: 'run'; fingerprint: Fingerprint }
  /** The last one of a path counts. */
  | { kind: 'result'; record: RunRecord }
  /** Likewise; null takes a decision back. */
  | { kind: 'decision'; path: string; decision: Decision | null }
  /** Likewise. */
  | { kind: 'vector'; vector: JournaledVector };

/** A file that is no journal, or that a newer version wrote. */
export class JournalError extends Error {
  override name = 'JournalError';
  constructor(
    readonly code: 'not-a-journal' | 'newer-version',
    message: string,
  ) {
    super(message);
  }
}

/** What results depend on: models and settings. */
export function fingerprintOf(
  captioner: BundleManifest,
  matcher: BundleManifest | null,
  settings: CaptionSettings,
): Fingerprint {
  return { captioner: modelOf(captioner), matcher: matcher && modelOf(matcher), settings: { ...settings } };
}

function modelOf({ source: { id, sha256 }, dtype }: BundleManifest): ModelFingerprint {
  return { id, sha256, dtype };
}

/**
 * What differs: `captioner`, `matcher` and the names of settings; empty where texts would be the same. The id of a model
 * is only its name, and settings that the method does not read do not count.
 */
export function fingerprintChanges(before: Fingerprint, now: Fingerprint): string[] {
  const [a, b] = [comparable(before), comparable(now)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort();
}

function comparable({ captioner, matcher, settings }: Fingerprint): Map<string, unknown> {
  return new Map<string, unknown>([
    ['captioner', `${captioner.sha256} ${captioner.dtype}`],
    ['matcher', matcher && `${matcher.sha256} ${matcher.dtype}`],
    ...SETTING_KEYS.filter((key) => isRead(key, settings.method)).map((key) => [key, settings[key]] as const),
  ]);
}

/** An entry as it is appended, with its end of line. */
export function journalLine(entry: JournalEntry): string {
  return `${JSON.stringify(lineValue(entry))}\n`;
}

function lineValue(entry: JournalEntry): object {
  switch (entry.kind) {
    case 'run':
      return { format: FORMAT, version: JOURNAL_VERSION, fingerprint: entry.fingerprint };
    case 'result':
      return entry.record;
    case 'decision':
      return { path: entry.path, decision: entry.decision };
    case 'vector': {
      const { vector, ...file } = entry.vector;
      return { ...file, vector: { matcher: vector.matcher, int8: vectorText(vector.values) } };
    }
  }
}

/** What `scanJournal` found. */
export interface JournalScan {
  /** Of the last run; null in an empty journal. */
  fingerprint: Fingerprint | null;
  /** Bytes up to the end of the last entry: what is after them is torn, and cut off before the next entry is written. */
  end: number;
  /** What to write before the next entry. */
  separator: '' | '\n';
  /** Lines that are no entries, apart from the torn one. */
  damaged: number;
}

/** Bytes [start, end) of the file, without the end of line. */
export interface JournalPlace {
  start: number;
  end: number;
}

/**
 * Reads a journal in order. The caller keeps what it needs of each entry: with the places, entries can be read again.
 * @throws {JournalError} if it is none, or of a newer version; nothing may be written to it then.
 */
export async function scanJournal(
  chunks: AsyncIterable<Uint8Array>,
  visit: (entry: JournalEntry, place: JournalPlace) => void,
): Promise<JournalScan> {
  const scan: JournalScan = { fingerprint: null, end: 0, separator: '', damaged: 0 };
  for await (const line of byteLines(chunks, MAX_LINE_BYTES)) {
    const text = line.bytes && new TextDecoder().decode(line.bytes);
    const entry = text === null ? null : entryIn(text);
    const isBlank = text?.trim() === '';
    if (scan.fingerprint === null && !isBlank) requireRun(entry, text, line.complete);
    if (!line.complete && entry === null) break;
    scan.end = line.end + Number(line.complete);
    scan.separator = line.complete ? '' : '\n';
    if (entry) visit(entry, line);
    else if (!isBlank) scan.damaged += 1;
    if (entry?.kind === 'run') scan.fingerprint = entry.fingerprint;
  }
  return scan;
}

/** The first line is that of a run, or what is left of one. @throws {JournalError} */
function requireRun(entry: JournalEntry | null, text: string | null, complete: boolean): void {
  if (entry?.kind === 'run' || (!complete && isBeginning(text))) return;
  throw new JournalError('not-a-journal', `${JOURNAL_FILE} is not a journal of Blipscope.`);
}

/** More than any picture's texts. */
const MAX_LINE_BYTES = 32 << 20;

/** Whether it is what is left of the first line of a journal. */
function isBeginning(text: string | null): boolean {
  return text !== null && (text.startsWith(BEGINNING) || BEGINNING.startsWith(text));
}

export interface JournalContents extends JournalScan {
  /** Of the last run, by path. */
  results: Map<string, RunRecord>;
  /** Null for a decision that was taken back. */
  decisions: Map<string, Decision | null>;
  /** By path. */
  vectors: Map<string, JournaledVector>;
}

/** Reads a journal as a whole. @throws {JournalError} as `scanJournal`. */
export async function readJournal(chunks: AsyncIterable<Uint8Array>): Promise<JournalContents> {
  const results = new Map<string, RunRecord>();
  const decisions = new Map<string, Decision | null>();
  const vectors = new Map<string, JournaledVector>();
  const scan = await scanJournal(chunks, (entry) => {
    if (entry.kind === 'run') results.clear();
    else if (entry.kind === 'result') results.set(entry.record.path, entry.record);
    else if (entry.kind === 'vector') vectors.set(entry.vector.path, entry.vector);
    else decisions.set(entry.path, entry.decision);
  });
  return { ...scan, results, decisions, vectors };
}

/** Null for a line that is no entry. @throws {JournalError} for a journal of a newer version. */
export function entryIn(line: string): JournalEntry | null {
  const value = parsed(line);
  if (!isObject(value)) return null;
  if (value.format === FORMAT) return runIn(value);
  if (typeof value.path !== 'string' || value.path === '') return null;
  if ('decision' in value) {
    const { path, decision } = value;
    return isDecision(decision) ? { kind: 'decision', path, decision } : null;
  }
  if ('vector' in value) return vectorIn(value);
  return isRunRecord(value) ? { kind: 'result', record: value } : null;
}

function vectorIn(value: Record<string, unknown>): JournalEntry | null {
  const { path, bytes, modified, sha256, perceptualHash, vector } = value;
  if (!isObject(vector) || typeof vector.matcher !== 'string' || typeof vector.int8 !== 'string') return null;
  if (typeof path !== 'string' || typeof bytes !== 'number' || typeof modified !== 'number') return null;
  const values = parseVectorText(vector.int8);
  if (values === null || typeof sha256 !== 'string') return null;
  const hash = typeof perceptualHash === 'string' ? perceptualHash : null;
  const { matcher } = vector;
  const file = { path, bytes, modified, sha256, perceptualHash: hash };
  return { kind: 'vector', vector: { ...file, vector: { matcher, values } } };
}

function runIn({ version, fingerprint }: Record<string, unknown>): JournalEntry | null {
  if (typeof version !== 'number') return null;
  if (version > JOURNAL_VERSION) throw newerVersion(version);
  return isFingerprint(fingerprint) ? { kind: 'run', fingerprint } : null;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isFingerprint(value: unknown): value is Fingerprint {
  if (!isObject(value) || !isObject(value.settings)) return false;
  const isModel = (model: unknown) =>
    isObject(model) && typeof model.sha256 === 'string' && typeof model.dtype === 'string';
  return isModel(value.captioner) && (value.matcher === null || isModel(value.matcher));
}

function isDecision(value: unknown): value is Decision | null {
  if (value === null) return true;
  if (!isObject(value)) return false;
  if (value.kind === 'approved' || value.kind === 'edited') return isText(value.text);
  return value.kind === 'dropped' || value.kind === 'decorative';
}

function isRunRecord(value: Record<string, unknown>): value is Record<string, unknown> & RunRecord {
  const { bytes, modified, sha256, texts, done, error } = value;
  const isState = typeof bytes === 'number' && typeof modified === 'number' && typeof done === 'boolean';
  const isNamed = sha256 === null || typeof sha256 === 'string';
  const isError = error === null || (isObject(error) && typeof error.message === 'string');
  return isState && isNamed && isError && Array.isArray(texts) && texts.every(isText);
}

function isText(value: unknown): value is PictureText {
  if (!isObject(value) || typeof value.text !== 'string') return false;
  const { match } = value;
  const isMatch = match === null || (isObject(match) && typeof match.probability === 'number');
  return ['original', 'synthetic', 'human'].includes(String(value.source)) && isMatch;
}

function newerVersion(version: number): JournalError {
  return new JournalError(
    'newer-version',
    `${JOURNAL_FILE} has version ${version}, and this program knows ${JOURNAL_VERSION}: use a newer one.`,
  );
}
