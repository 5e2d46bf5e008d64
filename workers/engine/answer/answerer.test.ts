import { describe, expect, test } from 'vitest';
import type { Capability } from '../../../core/dtypes.ts';
import { createEngine } from '../engine.ts';
import { SettingsError } from '../errors.ts';
import { textValue } from '../testing/fake-graphs.ts';
import { reciting, type Script } from '../testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, IDS, VOCABULARY } from '../testing/fake-runtime.ts';
import { PIXELS, wandering } from '../testing/load-engine.ts';
import { createAnswerer } from './answerer.ts';

async function load(script: Script, capabilities: Capability[] = ['answer']) {
  const runtime = new FakeRuntime(script);
  const bundle = fakeBundle(capabilities);
  const options = { runtime, bundle, tokenizer: fakeTokenizer, backend: 'cpu' } as const;
  return { answerer: await createAnswerer(options), runtime };
}

/** The script gets the attended values, then [DEC]. */
const START_LENGTH = 2;
const alive = ({ features, present }: FakeRuntime) =>
  [...features, ...present].filter((tensor) => tensor.location !== 'none');

describe('an answer', () => {
  test('depends on the picture and the question, [ENC] first', async () => {
    const seen: number[] = [];
    const recite = reciting([6, 7, IDS.eosId], VOCABULARY, START_LENGTH);
    const { answerer } = await load((ids) => {
      seen.push(ids[0]!);
      return recite(ids);
    });
    const [answer] = await answerer.answer(await answerer.encode(PIXELS), 'four two', { beams: 1 });
    expect(answer).toMatchObject({ text: 'sixs', tokenIds: [IDS.bosId, 6, 7, IDS.eosId], finish: 'end' });
    expect(answer!.logProb).toBeCloseTo(
      answer!.tokens.reduce((sum, token) => sum + token.logProb, 0),
      12,
    );
    expect(answer!.probability).toBeCloseTo(Math.exp(answer!.logProb), 12);
    expect(new Set(seen)).toEqual(new Set([textValue([IDS.encId, 4, 2, IDS.eosId]) + PIXELS[0]!]));
  });

  test('comes with the other beams, best first', async () => {
    const { answerer } = await load(wandering);
    const answers = await answerer.answer(await answerer.encode(PIXELS), 'two');
    expect(answers.length).toBe(3);
    const scores = answers.map(({ logProb, tokens }) => logProb / tokens.length);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(answers.map(({ tokenIds }) => tokenIds.join())).size).toBe(3);
    expect(Math.max(...answers.map(({ tokenIds }) => tokenIds.length))).toBeLessThanOrEqual(10);
  });
});

describe('listed answers', () => {
  test('are ranked by their log-probabilities, with the end token, each as if it were alone', async () => {
    const { answerer } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    const answers = ['two', 'six ##s four', 'eight', 'four five six eight nine'];
    const ranked = await answerer.rankAnswers(image, 'two four', answers);
    expect(ranked.map(({ text }) => text).toSorted()).toEqual(answers.toSorted());
    expect(ranked.map(({ logProb }) => logProb)).toEqual(
      ranked.map(({ logProb }) => logProb).toSorted((a, b) => b - a),
    );
    for (const { share, ...each } of ranked) {
      const [alone] = await answerer.rankAnswers(image, 'two four', [each.text]);
      expect(alone).toEqual({ ...each, share: 1 });
      expect(each.tokens.map(({ id }) => id)).toEqual(each.tokenIds.slice(1));
      expect(each.tokens.at(-1)).toMatchObject({ id: IDS.eosId, special: true });
      expect(each.probability).toBeCloseTo(Math.exp(each.logProb), 12);
      expect(share).toBeCloseTo(
        each.probability / ranked.reduce((sum, other) => sum + other.probability, 0),
        9,
      );
    }
  });

  test('have the log-probability of an answer that the model finds itself', async () => {
    const { answerer } = await load(reciting([6, 7, IDS.eosId], VOCABULARY, START_LENGTH));
    const image = await answerer.encode(PIXELS);
    const [found] = await answerer.answer(image, 'two', { beams: 1 });
    const [listed] = await answerer.rankAnswers(image, 'two', ['four', 'six ##s']);
    expect(listed).toMatchObject({ text: 'six ##s', tokenIds: found!.tokenIds });
    expect(listed!.logProb).toBeCloseTo(found!.logProb, 6);
  });

  test('may be more than a batch', async () => {
    const { answerer } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    const answers = Array.from(
      { length: 70 },
      (_, n) => `${n < 35 ? 'one' : 'two'}${' four'.repeat((n % 35) % 15)}`,
    );
    const ranked = await answerer.rankAnswers(image, 'two', answers);
    expect(ranked).toHaveLength(30);
    expect(ranked.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('of the same tokens count once, as the first is written', async () => {
    const { answerer } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    const ranked = await answerer.rankAnswers(image, 'two', ['six  ##s', 'four', ' six ##s ', 'four']);
    expect(ranked.map(({ text }) => text).toSorted()).toEqual(['four', 'six  ##s']);
  });

  test.each([
    [[], 'a list of at least one answer'],
    [['four', ' '], 'at least one word'],
    [['four', 'two '.repeat(20)], 'shorter than 20 tokens'],
  ])('%j is refused before any work', async (answers, message) => {
    const { answerer, runtime } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    const runs = runtime.runs;
    const ranking = answerer.rankAnswers(image, 'two', answers);
    await expect(ranking).rejects.toThrow(SettingsError);
    await expect(ranking).rejects.toThrow(message);
    expect(runtime.runs).toBe(runs);
  });
});

test('settings out of range are refused before any work', async () => {
  const { answerer, runtime } = await load(wandering);
  const image = await answerer.encode(PIXELS);
  const runs = runtime.runs;
  await expect(answerer.answer(image, 'two', { beams: 0 })).rejects.toThrow(SettingsError);
  await expect(answerer.answer(image, 'two', { maxLength: 99 })).rejects.toThrow('maxLength is 99');
  expect(runtime.runs).toBe(runs);
});

describe('kinds of models', () => {
  test('a captioner is refused', async () => {
    await expect(load(wandering, ['caption'])).rejects.toThrow('test/fake is not a question answerer');
  });

  test('an answerer is refused as a captioner, although it has all of a captioner’s graphs', async () => {
    const options = { runtime: new FakeRuntime(wandering), bundle: fakeBundle(['answer']) };
    const loading = createEngine({ ...options, tokenizer: fakeTokenizer, backend: 'cpu' });
    await expect(loading).rejects.toThrow('test/fake is not a captioner; it was made for: answer.');
  });
});

describe('lifetime', () => {
  test('after an answer only the picture is alive, after its disposal nothing', async () => {
    const { answerer, runtime } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    await answerer.answer(image, 'two');
    expect(alive(runtime)).toEqual([image.imageEmbeds, ...Object.values(image.cross)]);
    image.dispose();
    expect(alive(runtime)).toEqual([]);
    expect(runtime.fedDisposed).toBe(0);
  });

  test('a failing or aborted answer leaves nothing, and the next one succeeds', async () => {
    const { answerer, runtime } = await load(wandering);
    const image = await answerer.encode(PIXELS);
    runtime.failure = new Error('device lost');
    await expect(answerer.answer(image, 'two')).rejects.toThrow('device lost');
    runtime.failure = null;
    const stop = new AbortController();
    runtime.onRun = () => stop.abort(new Error('never mind'));
    await expect(answerer.answer(image, 'two', {}, stop.signal)).rejects.toThrow('never mind');
    runtime.onRun = () => {};
    const stopped = AbortSignal.abort(new Error('no more'));
    await expect(answerer.rankAnswers(image, 'two', ['four'], stopped)).rejects.toThrow('no more');
    expect((await answerer.answer(image, 'two')).length).toBe(3);
    expect((await answerer.rankAnswers(image, 'two', ['four', 'six'])).length).toBe(2);
    image.dispose();
    expect(alive(runtime)).toEqual([]);
  });
});
