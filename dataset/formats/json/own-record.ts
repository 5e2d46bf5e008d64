/** Reads back the lines that `jsonl.ts` writes. */

import {
  type Decision,
  type HumanText,
  type OriginalText,
  type PictureRecord,
  type PictureText,
  type SyntheticText,
  TEXT_FORMS,
  type TextForm,
} from '../../../core/collection.ts';
import type { CaptionMatch } from '../../../core/protocol/caption-worker.ts';
import { ERROR_CODES, type WireError } from '../../../core/protocol/errors.ts';
import { isObject } from '../../originals/fields.ts';

type Fields = Record<string, unknown>;

/** The record of a line; null for a line of another form or of a newer version, or one that lacks something. */
export function ownRecord(line: Fields): PictureRecord | null {
  const { version, path, bytes, modified, texts, done } = line;
  if (version !== 1 || typeof path !== 'string' || typeof done !== 'boolean') return null;
  if (typeof bytes !== 'number' || typeof modified !== 'number' || !Array.isArray(texts)) return null;
  const known = texts.map(textIn);
  const decision = decisionIn(line);
  if (decision === undefined || !known.every(isFound)) return null;
  return {
    path,
    bytes,
    modified,
    sha256: stringIn(line.sha256),
    ...(typeof line.perceptual_hash === 'string' && { perceptualHash: line.perceptual_hash }),
    width: numberIn(line.width),
    height: numberIn(line.height),
    texts: known,
    done,
    error: errorIn(line),
    decision,
  };
}

/** Undefined for one that makes no sense. */
function decisionIn({ decision: kind, decided_text }: Fields): Decision | null | undefined {
  if (kind === null || kind === 'dropped' || kind === 'decorative') return kind && { kind };
  const text = textIn(decided_text);
  if (text === null) return undefined;
  if (kind === 'edited') return text.source === 'human' ? { kind, text } : undefined;
  return kind === 'approved' ? { kind, text } : undefined;
}

function textIn(value: unknown): PictureText | null {
  if (!isObject(value) || typeof value.text !== 'string') return null;
  const shared = { text: value.text, match: matchIn(value) };
  switch (value.source) {
    case 'original':
      return { source: 'original', form: formIn(value.form), ...shared } satisfies OriginalText;
    case 'synthetic':
      return {
        source: 'synthetic',
        model: stringIn(value.model) ?? '',
        seed: numberIn(value.seed) ?? 0,
        logProb: numberIn(value.logProb) ?? 0,
        minWordProbability: numberIn(value.minWordProbability) ?? 0,
        ...shared,
      } satisfies SyntheticText;
    case 'human':
      return { source: 'human', ...shared } satisfies HumanText;
    default:
      return null;
  }
}

/** A person's text is a decision, and never among those that were found. */
function isFound(text: PictureText | null): text is OriginalText | SyntheticText {
  return text !== null && text.source !== 'human';
}

function formIn(value: unknown): TextForm {
  return TEXT_FORMS.find((form) => form === value) ?? 'jsonl';
}

function matchIn({ itm, itc }: Fields): CaptionMatch | null {
  const probability = numberIn(itm);
  return probability === null ? null : { probability, cosine: numberIn(itc) };
}

function errorIn({ error, error_code }: Fields): WireError | null {
  if (typeof error !== 'string') return null;
  return { code: ERROR_CODES.find((code) => code === error_code) ?? 'unknown', message: error };
}

function stringIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
