/** Input of the text encoders: several texts as one sequence of rows. Axes: R rows, X texts. */
import type { Tensor } from 'onnxruntime-common';
import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import { SettingsError } from '../errors.ts';
import type { Runtime, Tokenizer } from '../runtime.ts';

/** Attention is [H, R, R]: at this many rows it takes as long as all else in a layer of BLIP base. */
export const MAX_ROWS = 256;

/** Added to an attention score: its probability is 0 in single precision. */
export const MASKED = -1e9;

export interface PackedTexts {
  /** [R] */
  ids: Int32Array;
  /** [R], from 0 in each text. */
  positions: Int32Array;
  /** [R, R]: 0 within a text, very negative between two. */
  bias: Float32Array;
  /** [X]: where each text starts. */
  firstRows: Int32Array;
}

/** Lays texts one after the other, without padding. */
export function packTexts(texts: readonly (readonly number[])[]): PackedTexts {
  const rows = texts.reduce((sum, ids) => sum + ids.length, 0);
  const positions = Int32Array.from(texts.flatMap((ids) => [...ids.keys()]));
  const bias = new Float32Array(rows * rows).fill(MASKED);
  const firstRows = new Int32Array(texts.length);
  let first = 0;
  for (const [text, { length }] of texts.entries()) {
    firstRows[text] = first;
    for (let row = first; row < first + length; row++) {
      bias.fill(0, row * rows + first, row * rows + first + length);
    }
    first += length;
  }
  return { ids: Int32Array.from(texts.flat()), positions, bias, firstRows };
}

/** Texts in order, in chunks of at most `maxRows` rows; a longer text is a chunk alone. */
export function inChunks(texts: readonly (readonly number[])[], maxRows: number): (readonly number[])[][] {
  const chunks: (readonly number[])[][] = [];
  let room = 0;
  for (const ids of texts) {
    if (chunks.length === 0 || ids.length > room) {
      chunks.push([]);
      room = maxRows;
    }
    chunks.at(-1)!.push(ids);
    room -= ids.length;
  }
  return chunks;
}

/** `input_ids`, `position_ids` and `attention_bias`, which every text encoder takes. */
export function textFeeds(
  tensor: Runtime['Tensor'],
  { ids, positions, bias }: PackedTexts,
): Record<string, Tensor> {
  const rows = ids.length;
  return {
    input_ids: new tensor('int32', ids, [rows]),
    position_ids: new tensor('int32', positions, [rows]),
    attention_bias: new tensor('float32', bias, [rows, rows]),
  };
}

/**
 * Runs an encoder that gives one row of values per text, chunk by chunk: the texts' rows, in order.
 *
 * @throws the signal's reason between chunks.
 */
export async function encodeTexts(
  texts: readonly (readonly number[])[],
  encode: (packed: PackedTexts) => Promise<Float32Array>,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (const chunk of inChunks(texts, MAX_ROWS)) {
    signal?.throwIfAborted();
    const values = await encode(packTexts(chunk));
    const width = values.length / chunk.length;
    for (const text of chunk.keys()) rows.push(values.slice(text * width, (text + 1) * width));
  }
  return rows;
}

/** Including start and end token; LAVIS `max_txt_len` of its matchers and question answerers. */
const MAX_TEXT_TOKENS = 35;

/**
 * The ids that a text encoder takes: the start token, the text, and [SEP]. A text that is too long is truncated before
 * [SEP], as the reference's tokenizer does it.
 */
export function encoderIds(
  text: string,
  startId: number,
  tokenizer: Tokenizer,
  { eosId, maxPositions }: BundleManifest['text'],
): number[] {
  return [startId, ...tokenizer.encode(text).slice(0, roomForText(maxPositions)), eosId];
}

/** How many tokens of a text a text encoder reads, between start token and [SEP]. */
function roomForText(maxPositions: number): number {
  return Math.min(MAX_TEXT_TOKENS, maxPositions) - 2;
}

/**
 * Where a text that is truncated would mean something else, as a question does.
 *
 * @param field what the text is.
 * @throws {SettingsError} for a text that `encoderIds` would truncate.
 */
export function requireShortText(
  field: string,
  text: string,
  tokenizer: Tokenizer,
  { maxPositions }: BundleManifest['text'],
): void {
  const room = roomForText(maxPositions);
  if (tokenizer.encode(text).length <= room) return;
  throw new SettingsError(field, text, { kind: 'text', below: room + 1 });
}
