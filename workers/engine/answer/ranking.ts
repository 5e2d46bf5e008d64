/**
 * Ranks listed answers by their log-likelihood, end token included.
 * Source: LAVIS `blip_vqa.py` `_rank_answers`, without its selection by the first token and its label smoothing.
 */
import type { RankedAnswer } from '../../../core/answers.ts';
import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import { toToken } from '../decode/captions.ts';
import { type DecoderModel, withDecoder } from '../decode/decoder.ts';
import { scoreRows, textIds } from '../decode/score.ts';
import { SettingsError } from '../errors.ts';
import type { CrossKeysValues } from '../model.ts';
import type { Tokenizer } from '../runtime.ts';

/** Answers scored as one batch: their logits are read back together. */
const TOGETHER = 32;

export interface ListedAnswer {
  text: string;
  /** [DEC], the answer, [SEP] */
  ids: number[];
}

/**
 * An answer as the decoder's sequence, with start and end token.
 *
 * @throws {SettingsError} for an answer without tokens, and one longer than the model's positions.
 */
export function answerIds(answer: string, tokenizer: Tokenizer, text: BundleManifest['text']): number[] {
  const ids = textIds(answer, tokenizer, text, 'answer');
  if (ids.length > 2) return ids;
  throw new SettingsError('answer', answer, 'at least one word');
}

/**
 * The answers with their tokens; of those with the same tokens the first.
 *
 * @throws {SettingsError} for an empty list, an answer without tokens, and one longer than the model's positions.
 */
export function listAnswers(
  answers: readonly string[],
  tokenizer: Tokenizer,
  text: BundleManifest['text'],
): ListedAnswer[] {
  if (answers.length === 0) throw new SettingsError('answers', answers, 'a list of at least one answer');
  const listed = new Map<string, ListedAnswer>();
  for (const answer of answers) {
    const ids = answerIds(answer, tokenizer, text);
    const key = ids.join();
    if (!listed.has(key)) listed.set(key, { text: answer.trim(), ids });
  }
  return [...listed.values()];
}

/**
 * By answer, the log-probability of each id but the first. `cross`: keys and values of the question.
 *
 * @throws the signal's reason between steps.
 */
export async function scoreAnswers(
  model: DecoderModel,
  cross: CrossKeysValues,
  answers: readonly ListedAnswer[],
  signal?: AbortSignal,
): Promise<number[][]> {
  const scores: number[][] = [];
  for (let start = 0; start < answers.length; start += TOGETHER) {
    const rows = answers.slice(start, start + TOGETHER).map(({ ids }) => ids);
    const maxLength = Math.max(...rows.map((ids) => ids.length));
    const options = { batch: rows.length, promptLength: 0, maxLength, attention: false };
    const { padId } = model.manifest.text;
    const job = withDecoder(model, { cross }, options, (decoder) => scoreRows(decoder, rows, padId, signal));
    scores.push(...(await job));
  }
  return scores;
}

/** Best first; equally likely ones in the order of the list. `scores` as `scoreAnswers` gives them. */
export function rankedAnswers(
  answers: readonly ListedAnswer[],
  scores: readonly (readonly number[])[],
  tokenizer: Tokenizer,
): RankedAnswer[] {
  const logProbs = scores.map((ofTokens) => ofTokens.reduce((sum, logProb) => sum + logProb, 0));
  const shares = softmax(logProbs);
  return answers
    .map(({ text, ids }, index) => ({
      text,
      tokenIds: ids,
      tokens: scores[index]!.map((logProb, token) => toToken(tokenizer, { id: ids[token + 1]!, logProb })),
      logProb: logProbs[index]!,
      probability: Math.exp(logProbs[index]!),
      share: shares[index]!,
    }))
    .sort((a, b) => b.logProb - a.logProb);
}

function softmax(values: readonly number[]): number[] {
  const max = values.reduce((a, b) => Math.max(a, b));
  const exps = values.map((value) => Math.exp(value - max));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((value) => value / sum);
}
