import type { PatchMap } from '../../../core/protocol/index.ts';
import type { AttentionRef } from '../explain/attention.ts';
import { logProbOf } from './sampling.ts';

/** Outputs of one step of the decoder, for a batch of B captions and a vocabulary of V tokens. */
export interface StepOutput {
  /** [B, V], of the next token. */
  logits: Float32Array;
  /** Cross-attention of each row, mean of all layers and heads. */
  maps: PatchMap[];
  /** The step's number in the attention history. */
  step: number;
}

/** A text decoder with a cache. It takes one token per caption at a time, all at the same position. */
export interface StepDecoder {
  readonly batch: number;
  /** Adds the tokens to the cache; nothing is read back. */
  feed(ids: readonly number[], position: number): Promise<void>;
  step(ids: readonly number[], position: number): Promise<StepOutput>;
  /** Row i continues the sequence of row `parents[i]`. */
  reorder(parents: readonly number[]): void;
}

export interface GeneratedToken {
  id: number;
  /** Of the plain distribution, before any processor. */
  logProb: number;
  map: PatchMap;
  attention: AttentionRef;
}

export interface Generated {
  tokens: GeneratedToken[];
  finish: 'end' | 'length' | 'cancelled';
}

/** How a batch of captions is continued. Lengths count the prompt. */
export interface DecodingPolicy {
  captions: number;
  endId: number;
  padId: number;
  maxLength: number;
  /** The next id of a caption, from its row of logits [V] and all its ids so far. */
  choose(caption: number, logits: Float32Array, sequence: readonly number[]): number;
}

/**
 * Continues one prompt into several captions, decoded as one batch. Yields each token as it is chosen, in the order of
 * the captions; returns all captions. The row of a caption that has ended is fed with padding until the last one ends.
 * When the signal aborts, unfinished captions are returned as `cancelled`.
 */
export async function* decode(
  decoder: StepDecoder,
  prompt: readonly number[],
  policy: DecodingPolicy,
  signal?: AbortSignal,
): AsyncGenerator<{ caption: number; token: GeneratedToken }, Generated[]> {
  // 1. Every caption starts as the prompt; its last token is left for the first step.
  const captions = Array.from({ length: policy.captions }, () => new OpenCaption(prompt));
  await feedPrompt(decoder, prompt, signal);

  for (let length = prompt.length; length < policy.maxLength; length++) {
    // 2. Stop between tokens when cancelled, or when all captions have ended.
    if (signal?.aborted || captions.every((caption) => caption.ended)) break;

    // 3. One step for all; ended captions are fed with padding.
    const last = captions.map((caption) => (caption.ended ? policy.padId : caption.sequence.at(-1)!));
    const output = await decoder.step(last, length - 1);

    // 4. Choose and yield the tokens, and note which captions have ended.
    for (const [row, caption] of captions.entries()) {
      if (caption.ended) continue;
      const logits = rowOf(output.logits, row, policy.captions);
      const id = policy.choose(row, logits, caption.sequence);
      const attention = { step: output.step, row };
      const token = { id, logProb: logProbOf(logits, id), map: output.maps[row]!, attention };
      caption.append(token, policy.endId);
      yield { caption: row, token };
    }
  }
  return captions.map((caption) => caption.close(policy.maxLength));
}

class OpenCaption {
  readonly sequence: number[];
  readonly tokens: GeneratedToken[] = [];
  ended = false;

  constructor(prompt: readonly number[]) {
    this.sequence = [...prompt];
  }

  append(token: GeneratedToken, endId: number): void {
    this.sequence.push(token.id);
    this.tokens.push(token);
    this.ended = token.id === endId;
  }

  close(maxLength: number): Generated {
    const short = this.sequence.length < maxLength;
    return { tokens: this.tokens, finish: this.ended ? 'end' : short ? 'cancelled' : 'length' };
  }
}

/** Feeds the prompt without its last token to every row. */
export async function feedPrompt(
  decoder: StepDecoder,
  prompt: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  for (const [position, id] of prompt.slice(0, -1).entries()) {
    if (signal?.aborted) return;
    await decoder.feed(new Array<number>(decoder.batch).fill(id), position);
  }
}

/** One row [V] of logits [B, V]; a view. */
export function rowOf(logits: Float32Array, row: number, batch: number): Float32Array {
  const vocabulary = logits.length / batch;
  return logits.subarray(row * vocabulary, (row + 1) * vocabulary);
}
