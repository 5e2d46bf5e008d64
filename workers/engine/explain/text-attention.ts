/** Cross-attention of a given text, by layer, the mean over heads. */
import type { PatchMap } from '../../../core/protocol/index.ts';
import { type Attended, type DecoderModel, withDecoder } from '../decode/decoder.ts';
import { scoreIds } from '../decode/score.ts';
import { packTexts, textFeeds } from '../match/packing.ts';
import { type Model, perLayer } from '../model.ts';
import { takeFloats } from '../vision.ts';
import type { HeadSelection } from './attention.ts';
import { reduceAttention } from './attention.ts';

/**
 * Of the captioner: for every id but the first its log-probability and, by layer, the attention of the row that
 * predicts it. `ids` is a full sequence, start token first.
 *
 * @throws the signal's reason between steps.
 */
export async function captionAttention(
  model: DecoderModel,
  attended: Attended,
  ids: readonly number[],
  signal?: AbortSignal,
): Promise<{ logProbs: number[]; maps: PatchMap[][] }> {
  const steps = ids.length - 1;
  const options = { batch: 1, promptLength: 0, maxLength: steps };
  return withDecoder(model, attended, options, async (decoder) => {
    const scored = await scoreIds(decoder, ids, signal);
    const refs = Array.from({ length: steps }, (_, step) => ({ step, row: 0 }));
    const maps: PatchMap[][] = [];
    for (const selection of eachLayer(model)) maps.push(await decoder.history.maps(refs, selection));
    return { logProbs: scored.map(({ logProb }) => logProb), maps };
  });
}

/** Of the matcher: by layer, the attention of every id's row. */
export async function matchAttention(
  model: Model<'matcher'>,
  { cross }: Attended,
  ids: readonly number[],
): Promise<PatchMap[][]> {
  const { runtime, sessions, manifest } = model;
  const { layers, heads } = manifest.architecture.text;
  const names = perLayer(layers, (layer) => `cross_attention.${layer}`);
  const feeds = {
    ...textFeeds(runtime.Tensor, packTexts([ids])),
    first_rows: new runtime.Tensor('int32', Int32Array.of(0), [1]),
    ...cross,
  };
  const wanted = Object.fromEntries(names.map((name) => [name, null]));
  const results = await sessions.get('matcher').run(feeds, wanted);
  const all = await Promise.all(names.map((name) => takeFloats(results, name)));
  const attention = { layers: all, heads, batch: ids.length, columns: all[0]!.length / heads / ids.length };
  return eachLayer(model).map((selection) => ids.map((_, row) => reduceAttention(attention, row, selection)));
}

function eachLayer({ manifest }: Pick<DecoderModel, 'manifest'>): HeadSelection[] {
  const { layers } = manifest.architecture.text;
  return Array.from({ length: layers }, (_, layer) => ({ layer, head: null }));
}
