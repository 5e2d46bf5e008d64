import { describe, expect, test } from 'vitest';
import { favouring, randomScript, reciting, type Script, ScriptedDecoder } from '../testing/fake-model.ts';
import { naiveArgmax, naiveDraw, naiveProcess } from '../testing/naive-sampling.ts';
import { type DecodingPolicy, decode, type Generated, type GeneratedToken } from './decode.ts';
import { captionRandom } from './random.ts';
import { drawToken, logSoftmax, type ProcessorSettings, processLogits } from './sampling.ts';

const VOCABULARY = 24;
const END = 3;
const PAD = 0;
const PROMPT = [1, 9, 4];
const LAVIS = { repetitionPenalty: 1.1, minLength: 6, temperature: 1, topK: 12, topP: 0.9 };

function sampling(
  settings: ProcessorSettings,
  seed: number,
  captions: number,
  maxLength: number,
): DecodingPolicy {
  const streams = Array.from({ length: captions }, (_, caption) => captionRandom(seed, caption));
  const choose: DecodingPolicy['choose'] = (caption, logits, sequence) =>
    drawToken(processLogits(logits, sequence, settings, END), streams[caption]!);
  return { captions, endId: END, padId: PAD, maxLength, choose };
}

const greedy: DecodingPolicy = {
  captions: 1,
  endId: END,
  padId: PAD,
  maxLength: 12,
  choose: (_, logits) => naiveArgmax(logits),
};

interface Run {
  yielded: { caption: number; token: GeneratedToken }[];
  captions: Generated[];
  decoder: ScriptedDecoder;
}

async function run(
  script: Script,
  policy: DecodingPolicy,
  signal?: AbortSignal,
  onToken = () => {},
): Promise<Run> {
  const decoder = new ScriptedDecoder(policy.captions, script);
  const yielded: Run['yielded'] = [];
  const generator = decode(decoder, PROMPT, policy, signal);
  for (;;) {
    const next = await generator.next();
    if (next.done) return { yielded, captions: next.value, decoder };
    yielded.push(next.value);
    onToken();
  }
}

/** The oracle: one caption at a time, everything run again for every token, no cache and no batch. */
function naive(
  script: Script,
  settings: ProcessorSettings,
  seed: number,
  caption: number,
  maxLength: number,
): number[] {
  const process = naiveProcess(settings, END);
  const random = captionRandom(seed, caption);
  const ids = [...PROMPT];
  while (ids.length < maxLength && ids.at(-1) !== END) ids.push(naiveDraw(process(script(ids), ids), random));
  return ids.slice(PROMPT.length);
}

const idsOf = ({ tokens }: Generated) => tokens.map((token) => token.id);

describe('decode', () => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'equals the naive implementation, seed %d',
    async (seed) => {
      const script = favouring(randomScript(VOCABULARY, seed), END, 2);
      const { captions } = await run(script, sampling(LAVIS, seed, 3, 14));
      expect(captions.map(idsOf)).toEqual([0, 1, 2].map((each) => naive(script, LAVIS, seed, each, 14)));
    },
  );

  test('feeds the prompt once, token by token, and then the chosen tokens', async () => {
    const { decoder } = await run(reciting([5, 6, END], VOCABULARY, PROMPT.length), greedy);
    expect(decoder.fed).toEqual([
      [0, [1]],
      [1, [9]],
      [2, [4]],
      [3, [5]],
      [4, [6]],
    ]);
  });

  test('a caption that has ended is fed padding until the last one ends', async () => {
    const choose: DecodingPolicy['choose'] = (caption, _, { length }) =>
      length - PROMPT.length === 1 + 2 * caption ? END : 7;
    const { decoder, captions } = await run(randomScript(VOCABULARY, 1), { ...greedy, captions: 2, choose });
    expect(captions.map(idsOf)).toEqual([
      [7, END],
      [7, 7, 7, END],
    ]);
    expect(decoder.fed.slice(PROMPT.length)).toEqual([
      [3, [7, 7]],
      [4, [PAD, 7]],
      [5, [PAD, 7]],
    ]);
  });

  test('returns how each caption ended', async () => {
    const choose: DecodingPolicy['choose'] = (caption) => (caption === 0 ? END : 7);
    const { captions } = await run(randomScript(VOCABULARY, 1), { ...greedy, captions: 2, choose });
    expect(captions.map((caption) => caption.finish)).toEqual(['end', 'length']);
    expect(captions[1]!.tokens.length).toBe(greedy.maxLength - PROMPT.length);
  });

  test('an end token at the maximum length is an end', async () => {
    const script = reciting([5, END], VOCABULARY, PROMPT.length);
    const { captions } = await run(script, { ...greedy, maxLength: PROMPT.length + 2 });
    expect(captions[0]).toMatchObject({ finish: 'end' });
  });

  test("tokens have the plain log-probability, their step's map and its position", async () => {
    const script = randomScript(VOCABULARY, 5);
    const { yielded } = await run(script, sampling({ ...LAVIS, temperature: 3 }, 5, 2, 8));
    for (const caption of [0, 1]) {
      const tokens = yielded.filter((each) => each.caption === caption).map((each) => each.token);
      const ids = [...PROMPT];
      for (const [step, token] of tokens.entries()) {
        expect(token.logProb).toBeCloseTo(logSoftmax(script(ids))[token.id]!, 5);
        expect([...token.map]).toEqual([ids.at(-1)]);
        expect(token.attention).toEqual({ step, row: caption });
        ids.push(token.id);
      }
    }
  });

  test('stops between tokens when the signal aborts, and returns the tokens so far', async () => {
    const stop = new AbortController();
    let tokens = 0;
    const { captions, decoder } = await run(
      randomScript(VOCABULARY, 2),
      { ...greedy, captions: 2, choose: () => 7 },
      stop.signal,
      () => {
        tokens += 1;
        if (tokens === 5) stop.abort();
      },
    );
    expect(captions.map((caption) => [caption.tokens.length, caption.finish])).toEqual([
      [3, 'cancelled'],
      [3, 'cancelled'],
    ]);
    expect(decoder.fed.length).toBe(PROMPT.length + 2);
  });

  test('a caption that had ended before the abort stays ended', async () => {
    const stop = new AbortController();
    const choose: DecodingPolicy['choose'] = (caption) => (caption === 0 ? END : 7);
    const policy = { ...greedy, captions: 2, choose };
    const { captions } = await run(randomScript(VOCABULARY, 2), policy, stop.signal, () => stop.abort());
    expect(captions.map((caption) => caption.finish)).toEqual(['end', 'cancelled']);
  });

  test('runs nothing if it was aborted before', async () => {
    const { captions, decoder } = await run(randomScript(VOCABULARY, 2), greedy, AbortSignal.abort());
    expect(decoder.fed).toEqual([]);
    expect(captions).toEqual([{ tokens: [], finish: 'cancelled' }]);
  });
});
