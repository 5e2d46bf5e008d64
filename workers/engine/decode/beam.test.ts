import { describe, expect, test } from 'vitest';
import { favouring, randomScript, reciting, type Script, ScriptedDecoder } from '../testing/fake-model.ts';
import { type BeamPolicy, beamSearch } from './beam.ts';
import type { Generated, GeneratedToken } from './decode.ts';
import { logSoftmax } from './sampling.ts';

const VOCABULARY = 20;
const END = 3;
const PROMPT = [1, 9];
const POLICY: BeamPolicy = {
  beams: 3,
  endId: END,
  minLength: 0,
  maxLength: 12,
  lengthPenalty: 1,
  earlyStopping: false,
};

async function run(script: Script, policy: BeamPolicy, signal?: AbortSignal, onBest = () => {}) {
  const decoder = new ScriptedDecoder(policy.beams, script);
  const best: GeneratedToken[][] = [];
  const generator = beamSearch(decoder, PROMPT, policy, signal);
  for (;;) {
    const next = await generator.next();
    if (next.done) return { best, sentences: next.value, decoder };
    best.push(next.value);
    onBest();
  }
}

/** The oracle: every step runs every beam again from its ids, with no cache, no batch and no reordering. */
function naive(script: Script, policy: BeamPolicy): number[][] {
  type Beam = { ids: number[]; sum: number };
  const { beams, maxLength, minLength, lengthPenalty } = policy;
  const rate = ({ ids, sum }: Beam) => Math.fround(sum / (ids.length - PROMPT.length) ** lengthPenalty);
  const best = (list: Beam[], score: (beam: Beam) => number, count: number) =>
    list.toSorted((a, b) => score(b) - score(a)).slice(0, count);
  let open: Beam[] = [{ ids: PROMPT, sum: 0 }];
  let done: Beam[] = [];
  for (let length = PROMPT.length + 1; length <= maxLength; length++) {
    const grown = open.flatMap(({ ids, sum }) =>
      [...logSoftmax(script(ids))].flatMap((logProb, id) =>
        id === END && ids.length < minLength ? [] : [{ ids: [...ids, id], sum: Math.fround(sum + logProb) }],
      ),
    );
    const candidates = best(grown, (beam) => beam.sum, 2 * beams);
    const ends = ({ ids }: Beam) => ids.at(-1) === END || length === maxLength;
    done = best([...done, ...candidates.slice(0, beams).filter(ends)], rate, beams);
    open = candidates.filter((beam) => !ends(beam)).slice(0, beams);
    if (done.length === beams && (policy.earlyStopping || !open[0] || rate(open[0]) <= rate(done.at(-1)!)))
      break;
  }
  return done.map((beam) => beam.ids.slice(PROMPT.length));
}

/** Sentences end early, late and never. */
const scripted = (seed: number) => favouring(randomScript(VOCABULARY, seed), END, 2.5);

const idsOf = (tokens: GeneratedToken[]) => tokens.map((token) => token.id);
const seeds = Array.from({ length: 15 }, (_, seed) => seed);
const variants: Partial<BeamPolicy>[] = [
  {},
  { beams: 1 },
  { beams: 5 },
  { minLength: 9 },
  { lengthPenalty: 0.3 },
  { lengthPenalty: 2 },
  { earlyStopping: true },
  { maxLength: 3 },
];

describe('beam search', () => {
  describe.each(variants)('%o', (changes) => {
    test.each(seeds)('equals the naive implementation, seed %d', async (seed) => {
      const policy = { ...POLICY, ...changes };
      const script = scripted(seed);
      const { sentences } = await run(script, policy);
      expect(sentences.map(({ tokens }) => idsOf(tokens))).toEqual(naive(script, policy));
    });
  });

  test('log-probabilities, steps and rows follow the parents of every token', async () => {
    const script = scripted(4);
    const { sentences, decoder } = await run(script, POLICY);
    expect(decoder.reorders.some((parents) => parents.join() !== '0,1,2')).toBe(true);
    for (const { tokens } of sentences) {
      const ids = [...PROMPT];
      for (const [step, token] of tokens.entries()) {
        expect(token.logProb).toBeCloseTo(logSoftmax(script(ids))[token.id]!, 5);
        expect(token.attention.step).toBe(step);
        // The row that predicted a token is the one that was fed the token before it.
        const [, fed] = decoder.fed[PROMPT.length - 1 + step]!;
        expect(fed[token.attention.row]).toBe(ids.at(-1));
        expect([...token.map]).toEqual([ids.at(-1)]);
        ids.push(token.id);
      }
    }
  });

  test('yields the best sentence after every step, finally the one it returns first', async () => {
    const { best, sentences } = await run(reciting([5, 6, END], VOCABULARY, PROMPT.length), POLICY);
    expect(best.slice(0, 3).map(idsOf)).toEqual([[5], [5, 6], [5, 6, END]]);
    expect(idsOf(best.at(-1)!)).toEqual(idsOf(sentences[0]!.tokens));
  });

  test('returns how each sentence ended', async () => {
    const finishes = ({ tokens }: Generated) => (tokens.at(-1)!.id === END ? 'end' : 'length');
    const seen = new Set<string>();
    for (const seed of seeds) {
      const { sentences } = await run(scripted(seed), { ...POLICY, maxLength: 7 });
      for (const sentence of sentences) {
        expect(sentence.finish).toBe(finishes(sentence));
        seen.add(sentence.finish);
      }
    }
    expect(seen).toEqual(new Set(['end', 'length']));
  });

  test('returns the running beams when the signal aborts', async () => {
    const stop = new AbortController();
    const policy = { ...POLICY, minLength: 12 };
    let steps = 0;
    const { sentences, best } = await run(scripted(3), policy, stop.signal, () => {
      steps += 1;
      if (steps === 4) stop.abort();
    });
    expect(sentences.map(({ tokens, finish }) => [tokens.length, finish])).toEqual([
      [4, 'cancelled'],
      [4, 'cancelled'],
      [4, 'cancelled'],
    ]);
    expect(sentences[0]!.tokens).toEqual(best.at(-1));
  });
});
