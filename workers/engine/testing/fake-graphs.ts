/**
 * Text encoders of a few lines. A text's value is a sum over what its first row may attend to, ids weighted by
 * position: rows that see another text, start at a wrong position or are counted twice change it.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-common';

export type Feeds = InferenceSession.FeedsType;
export type Results = Record<string, Tensor>;

/** What an encoder makes of one text. */
export function textValue(ids: readonly number[]): number {
  return ids.reduce((sum, id, position) => sum + id * (position + 1), 0);
}

/** Logits (a text's value, the picture's first pixel). */
export function matcher(feeds: Feeds): Results {
  const picture = floats(feeds, 'cross_key.0')[0]!;
  return { itm_logits: rowsOf(textValues(feeds).map((value) => [value / 100, picture])) };
}

/** Features (the picture's first pixel, 1). */
export function imageFeatures(feeds: Feeds): Results {
  return { image_features: rowsOf([[floats(feeds, 'image_embeds')[0]!, 1]]) };
}

/** Features (a text's value, 1). */
export function textFeatures(feeds: Feeds): Results {
  return { text_features: rowsOf(textValues(feeds).map((value) => [value, 1])) };
}

/** [1, R, 8]: every row the question's value and the picture's first pixel, added. */
export function questionEncoder(feeds: Feeds): Results {
  const rows = ints(feeds, 'input_ids').length;
  const value = valueFrom(feeds, 0) + floats(feeds, 'cross_key.0')[0]!;
  return { question_embeds: tensorOf([1, rows, 8], value) };
}

/** Two layers of one head, filled with the question's value. */
export function answerKeysValues(feeds: Feeds): Results {
  const rows = feeds.question_embeds!.dims[1]!;
  const value = floats(feeds, 'question_embeds')[0]!;
  const names = [0, 1].flatMap((layer) => [`cross_key.${layer}`, `cross_value.${layer}`]);
  return Object.fromEntries(names.map((name) => [name, tensorOf([1, 1, 8, rows], value)]));
}

/** In layer l, row r and column c of Grad-CAM there is 100·l + 10·r + c; a row's log-probability is minus its target. */
export function explainCaption(feeds: Feeds): Results {
  const targets = ints(feeds, 'target_ids');
  const log_probs = new Tensor(
    'float32',
    Float32Array.from(targets, (id) => -id),
    [targets.length, 1],
  );
  return { log_probs, ...numberedMaps(targets.length) };
}

/** As `explainCaption`, with the logits (0, the picture's first pixel) at the row of the weight. */
export function explainMatch(feeds: Feeds): Results {
  const picture = floats(feeds, 'cross_key.0')[0]!;
  const weights = floats(feeds, 'logit_weights');
  return {
    itm_logits: new Tensor(
      'float32',
      weights.map((weight) => weight * picture),
      [weights.length / 2, 2],
    ),
    ...numberedMaps(weights.length / 2),
  };
}

/**
 * A token's log-probability is minus the sum of the answer's ids that its row attends to. In layer l, row r and column c
 * of Grad-CAM there is l + c · Σ of the explained targets of the rows that attend to r; of attention l + c + r's position.
 * An answer attends to a question's row by 0.5.
 */
export function explainAnswer(feeds: Feeds): Results {
  const [targets, weights] = [ints(feeds, 'target_ids'), floats(feeds, 'target_weights')];
  const [ids, positions] = [ints(feeds, 'answer_ids'), ints(feeds, 'position_ids')];
  const [S, R] = [targets.length, positions.length];
  const seen = (bias: string, row: number, column: number, columns: number) =>
    Math.exp(floats(feeds, bias)[row * columns + column]!);
  const logProbs = [...targets].map((_, row) =>
    [...ids].reduce((sum, id, column) => sum - seen('answer_bias', row, column, S) * id, 0),
  );
  const explained = [...positions].map((_, column) =>
    [...targets].reduce(
      (sum, id, row) => sum + seen('question_bias', row, column, R) * weights[row]! * id,
      0,
    ),
  );
  const toQuestion = Array.from(
    { length: S * R },
    (_, i) => 0.5 * seen('question_bias', Math.floor(i / R), i % R, R),
  );
  return {
    log_probs: new Tensor('float32', logProbs, [S, 1]),
    answer_attention: new Tensor('float32', toQuestion, [1, 1, S, R]),
    ...mapsOf('grad_cam', R, (layer, row, column) => layer + column * explained[row]!),
    ...mapsOf('attention', R, (layer, row, column) => layer + column + positions[row]!),
  };
}

/** Of two layers and five columns, [1, 1, rows, 5] each. */
function mapsOf(
  name: string,
  rows: number,
  value: (layer: number, row: number, column: number) => number,
): Results {
  const values = (layer: number) =>
    Float32Array.from({ length: 5 * rows }, (_, i) => value(layer, Math.floor(i / 5), i % 5));
  return Object.fromEntries(
    [0, 1].map((layer) => [`${name}.${layer}`, new Tensor('float32', values(layer), [1, 1, rows, 5])]),
  );
}

function numberedMaps(rows: number): Results {
  return mapsOf('grad_cam', rows, (layer, row, column) => 100 * layer + 10 * row + column);
}

function textValues(feeds: Feeds): number[] {
  return [...ints(feeds, 'first_rows')].map((row) => valueFrom(feeds, row));
}

function valueFrom(feeds: Feeds, row: number): number {
  const [ids, positions] = [ints(feeds, 'input_ids'), ints(feeds, 'position_ids')];
  const bias = floats(feeds, 'attention_bias').subarray(row * ids.length, (row + 1) * ids.length);
  return [...ids].reduce(
    (sum, id, column) => sum + Math.exp(bias[column]!) * id * (positions[column]! + 1),
    0,
  );
}

function rowsOf(rows: number[][]): Tensor {
  return new Tensor('float32', rows.flat(), [rows.length, rows[0]!.length]);
}

export function tensorOf(dims: number[], value: number): Tensor {
  const length = dims.reduce((product, side) => product * side, 1);
  return new Tensor('float32', new Float32Array(length).fill(value), dims);
}

export function floats(feeds: Feeds, name: string): Float32Array {
  const data = feeds[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`the graph was not fed float32 ${name}`);
}

export function ints(feeds: Feeds, name: string): Int32Array {
  const data = feeds[name]?.data;
  if (data instanceof Int32Array) return data;
  throw new TypeError(`the graph was not fed int32 ${name}`);
}
