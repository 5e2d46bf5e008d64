import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import type { CaptionToken, PatchMap } from '../../../core/protocol/index.ts';
import { SettingsError } from '../errors.ts';
import type { Tokenizer } from '../runtime.ts';
import { feedPrompt, rowOf, type StepDecoder } from './decode.ts';
import { logProbOf } from './sampling.ts';

/** How likely a captioner finds a text. */
export interface Score {
  /** The text's tokens and the end token. */
  tokens: CaptionToken[];
  /** Cross-attention, mean of all layers and heads; parallel to `tokens`. */
  maps: PatchMap[];
  /** Mean negative log-likelihood of `tokens`. */
  loss: number;
}

/**
 * A text as the captioner's sequence, with start and end token.
 *
 * @param field what the text is.
 * @throws {SettingsError} for a text longer than the model's positions.
 */
export function textIds(
  text: string,
  tokenizer: Tokenizer,
  { bosId, eosId, maxPositions }: BundleManifest['text'],
  field = 'text',
): number[] {
  const ids = [bosId, ...tokenizer.encode(text), eosId];
  if (ids.length - 1 <= maxPositions) return ids;
  throw new SettingsError(field, text, { kind: 'text', below: maxPositions });
}

/** An id of a given text: its log-probability, and the map of the row that predicts it. */
export interface ScoredId {
  /** Natural logarithm. */
  logProb: number;
  /** Cross-attention, mean of all layers and heads. */
  map: PatchMap;
}

/**
 * Teacher forcing, one step per id: scores every id but the first, each given the ones before it. The decoder has been
 * fed the first `from` ids, which are not scored.
 *
 * @throws the signal's reason between steps.
 */
export async function scoreIds(
  decoder: StepDecoder,
  ids: readonly number[],
  signal?: AbortSignal,
  from = 0,
): Promise<ScoredId[]> {
  const scored: ScoredId[] = [];
  for (let position = from; position < ids.length - 1; position++) {
    signal?.throwIfAborted();
    scored.push(await scoreNext(decoder, ids[position]!, position, ids[position + 1]!));
  }
  return scored;
}

async function scoreNext(
  decoder: StepDecoder,
  id: number,
  position: number,
  next: number,
): Promise<ScoredId> {
  const { logits, maps } = await decoder.step([id], position);
  return { logProb: logProbOf(rowOf(logits, 0, 1), next), map: maps[0]! };
}

/**
 * As `scoreIds`, of several sequences at once, one in each row of the decoder: their ids' log-probabilities. Rows of
 * shorter sequences are fed with padding.
 *
 * @throws the signal's reason between steps.
 */
export async function scoreRows(
  decoder: StepDecoder,
  rows: readonly (readonly number[])[],
  padId: number,
  signal?: AbortSignal,
): Promise<number[][]> {
  const scored = rows.map((): number[] => []);
  const last = Math.max(...rows.map((ids) => ids.length)) - 1;
  for (let position = 0; position < last; position++) {
    signal?.throwIfAborted();
    const fed = rows.map((ids) => ids[position] ?? padId);
    const { logits } = await decoder.step(fed, position);
    for (const [row, ids] of rows.entries()) {
      const next = ids[position + 1];
      if (next !== undefined) scored[row]!.push(logProbOf(rowOf(logits, row, rows.length), next));
    }
  }
  return scored;
}

/**
 * The first and the last of some indices in a sequence.
 *
 * @throws {RangeError} for no indices, for one outside the sequence, and for 0: the start token is not predicted.
 */
export function spanOf(
  pieces: readonly number[],
  { length }: readonly number[],
): { first: number; last: number } {
  const isPiece = (piece: number) => Number.isInteger(piece) && piece > 0 && piece < length;
  if (pieces.length > 0 && pieces.every(isPiece))
    return { first: Math.min(...pieces), last: Math.max(...pieces) };
  throw new RangeError(`pieces: got [${pieces.join(', ')}], some of 1 to ${length - 1} are needed`);
}

/**
 * Σ log p of the ids at `pieces`, each given the ones before it. Ids after the last piece are ignored.
 *
 * @throws the signal's reason between steps.
 */
export async function scorePieces(
  decoder: StepDecoder,
  ids: readonly number[],
  pieces: readonly number[],
  signal?: AbortSignal,
): Promise<number> {
  const { first, last } = spanOf(pieces, ids);
  await feedPrompt(decoder, ids.slice(0, first), signal);
  const scored = await scoreIds(decoder, ids.slice(0, last + 1), signal, first - 1);
  return pieces.reduce((sum, piece) => sum + scored[piece - first]!.logProb, 0);
}
