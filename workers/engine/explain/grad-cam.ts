/** Grad-CAM of a text, by the graphs of `model-export/blip/explain.ts`: one pass for all words and layers. */
import type { InferenceSession } from 'onnxruntime-common';
import type { PatchMap } from '../../../core/protocol/index.ts';
import type { Attended } from '../decode/decoder.ts';
import { MASKED, packTexts, textFeeds } from '../match/packing.ts';
import { type Model, perLayer } from '../model.ts';
import { takeFloats } from '../vision.ts';

/**
 * Under the captioner: for every id but the first its log-probability and its maps by layer. `ids` is a full
 * sequence, start token first.
 */
export async function captionGradCam(
  { sessions, runtime, manifest }: Model<'explain_caption'>,
  { cross }: Attended,
  ids: readonly number[],
): Promise<{ logProbs: number[]; maps: PatchMap[][] }> {
  const rows = ids.length - 1;
  const float = (values: Float32Array, dims: number[]) => new runtime.Tensor('float32', values, dims);
  const results = await sessions.get('explain_caption').run({
    ...textFeeds(runtime.Tensor, { ...packTexts([ids.slice(0, -1)]), bias: causalBias(rows) }),
    own_rows: float(identity(rows), [rows, rows]),
    target_ids: new runtime.Tensor('int32', Int32Array.from(ids.slice(1)), [rows, 1]),
    target_weights: float(new Float32Array(rows).fill(1), [rows, 1]),
    ...cross,
  });
  const [logProbs, maps] = await Promise.all([
    takeFloats(results, 'log_probs'),
    takeMaps(results, manifest.architecture.text.layers, rows),
  ]);
  return { logProbs: [...logProbs], maps };
}

/** Under image-text matching, by the logit of a match: maps by layer of every id, and the two logits. */
export async function matchGradCam(
  { sessions, runtime, manifest }: Model<'explain_itm'>,
  { cross }: Attended,
  ids: readonly number[],
): Promise<{ logits: Float32Array; maps: PatchMap[][] }> {
  const weights = new Float32Array(2 * ids.length);
  weights[1] = 1;
  const results = await sessions.get('explain_itm').run({
    ...textFeeds(runtime.Tensor, packTexts([ids])),
    logit_weights: new runtime.Tensor('float32', weights, [ids.length, 2]),
    ...cross,
  });
  const [logits, maps] = await Promise.all([
    takeFloats(results, 'itm_logits'),
    takeMaps(results, manifest.architecture.text.layers, ids.length),
  ]);
  return { logits: logits.subarray(0, 2), maps };
}

/** [R, R]: each row attends to itself and the rows before it. */
function causalBias(rows: number): Float32Array {
  return Float32Array.from({ length: rows * rows }, (_, i) => (i % rows > Math.floor(i / rows) ? MASKED : 0));
}

function identity(rows: number): Float32Array {
  return Float32Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? 1 : 0));
}

/** Downloads `grad_cam.l` of all layers together and frees them. */
async function takeMaps(
  results: InferenceSession.ReturnType,
  layers: number,
  rows: number,
): Promise<PatchMap[][]> {
  const names = perLayer(layers, (layer) => `grad_cam.${layer}`);
  const all = await Promise.all(names.map((name) => takeFloats(results, name)));
  return all.map((values) => patchRows(values, rows));
}

/** [R, N] as R maps, without column 0 of the [CLS] token. */
export function patchRows(values: Float32Array, rows: number): PatchMap[] {
  const columns = values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns + 1, (row + 1) * columns));
}
