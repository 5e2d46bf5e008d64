import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import type { Tokenizer } from '../tokenizer.ts';

/** Start and end token included; LAVIS `max_txt_len` of its matchers and of its question answerers. */
const MAX_TEXT_TOKENS = 35;

/**
 * The ids that a text encoder takes: the start token, the text, and [SEP]. What is too long for the model loses
 * its end, as the reference's tokenizer cuts it; [SEP] stays.
 */
export function encoderIds(
  text: string,
  startId: number,
  tokenizer: Tokenizer,
  { eosId, maxPositions }: BundleManifest['text'],
): number[] {
  const room = Math.min(MAX_TEXT_TOKENS, maxPositions) - 2;
  return [startId, ...tokenizer.encode(text).slice(0, room), eosId];
}
