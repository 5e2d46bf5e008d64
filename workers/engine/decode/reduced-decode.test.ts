import { describe, expect, test } from 'vitest';
import { favouring, randomScript, ScriptedDecoder } from '../testing/fake-model.ts';
import { fakeTokenizer } from '../testing/fake-runtime.ts';
import { reduceRow } from '../testing/reduce-row.ts';
import type { ReductionSize } from './candidates.ts';
import { type Generated, rowOf } from './decode.ts';
import { enoughLogits, generate, returned } from './generate.ts';
import { scoreIds } from './score.ts';

const VOCABULARY = 300;
const TEXT = { tokenizer: '', bosId: 1, encId: 2, eosId: 3, padId: 0, maxPositions: 40 };
const PROMPT = [1, 9, 4];
const NUCLEUS = {
  ...{ method: 'nucleus' as const, prompt: '', numCaptions: 3, topP: 0.9, topK: 30, temperature: 1 },
  ...{ repetitionPenalty: 1.1, minLength: 8, maxLength: 16, beams: 3, seed: 5 },
};

/** A scripted decoder whose steps give candidates; `asked` counts the steps that all logits were asked of. */
class ReducedDecoder extends ScriptedDecoder {
  asked = 0;
  override readonly reducedStep;

  constructor(size: ReductionSize, ...rest: ConstructorParameters<typeof ScriptedDecoder>) {
    super(...rest);
    this.reducedStep = async (ids: readonly number[], position: number, named: readonly number[][]) => {
      const { logits, ...output } = await this.step(ids, position);
      const candidates = named.map((each, row) => reduceRow(rowOf(logits, row, this.batch), size, each));
      const all = async () => {
        this.asked += 1;
        return logits;
      };
      return { ...output, candidates, logits: all };
    };
  }
}

const script = (seed: number) => favouring(randomScript(VOCABULARY, seed), TEXT.eosId, 2);

describe.each(['nucleus', 'greedy'] as const)('%s captions of reduced steps', (method) => {
  const settings = { ...NUCLEUS, method };
  const batch = method === 'greedy' ? 1 : 3;
  const run = (decoder: ScriptedDecoder) =>
    returned(generate({ decoder, tokenizer: fakeTokenizer, text: TEXT }, PROMPT, settings));

  test.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'are those of whole rows, seed %d',
    async (seed) => {
      const decoder = new ReducedDecoder(enoughLogits(settings)!, batch, script(seed));
      const reduced = await run(decoder);
      const whole = await run(new ScriptedDecoder(batch, script(seed)));
      expect(reduced.map(withoutLogProbs)).toEqual(whole.map(withoutLogProbs));
      for (const [index, { tokens }] of reduced.entries()) {
        for (const [t, { logProb }] of tokens.entries()) {
          expect(logProb).toBeCloseTo(whole[index]!.tokens[t]!.logProb, 9);
        }
      }
      expect(decoder.asked).toBe(0);
    },
  );

  test('are so where candidates never decide, too: then all logits are asked for', async () => {
    const decoder = new ReducedDecoder({ largest: 2, named: 16 }, batch, script(1));
    const whole = await run(new ScriptedDecoder(batch, script(1)));
    expect(await run(decoder)).toEqual(whole);
    expect(decoder.asked).toBeGreaterThan(0);
  });
});

function withoutLogProbs({ tokens, finish }: Generated) {
  return { finish, tokens: tokens.map(({ logProb: _, ...token }) => token) };
}

test('beam search reads whole rows', async () => {
  const settings = { ...NUCLEUS, method: 'beam' as const };
  expect(enoughLogits(settings)).toBeNull();
  const decoder = new ReducedDecoder({ largest: 2, named: 16 }, 3, script(1));
  const run = (each: ScriptedDecoder) =>
    returned(generate({ decoder: each, tokenizer: fakeTokenizer, text: TEXT }, PROMPT, settings));
  expect(await run(decoder)).toEqual(await run(new ScriptedDecoder(3, script(1))));
});

test('scores of reduced steps are those of whole rows', async () => {
  const ids = [1, 9, 4, 250, 17, 3];
  const reduced = await scoreIds(new ReducedDecoder({ largest: 1, named: 1 }, 1, script(4)), ids);
  const whole = await scoreIds(new ScriptedDecoder(1, script(4)), ids);
  expect(reduced.map(({ map }) => map)).toEqual(whole.map(({ map }) => map));
  for (const [t, { logProb }] of reduced.entries()) expect(logProb).toBeCloseTo(whole[t]!.logProb, 5);
});
