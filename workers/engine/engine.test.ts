import { describe, expect, test } from 'vitest';
import { SettingsError } from './errors.ts';
import { reciting } from './testing/fake-model.ts';
import { IDS, VOCABULARY } from './testing/fake-runtime.ts';
import {
  type Captioned,
  caption,
  load,
  NUCLEUS,
  PIXELS,
  PROMPT_LENGTH,
  wandering,
} from './testing/load-engine.ts';

const END = IDS.eosId;
const sentence = (...ids: number[]) => reciting([...ids, END], VOCABULARY, PROMPT_LENGTH);

describe('a caption', () => {
  test('greedy: its text without the prompt, all its ids, its tokens and their sum', async () => {
    const { engine } = await load(sentence(8, 6, 7));
    const { run } = await caption(engine, { ...NUCLEUS, method: 'greedy' });
    expect(run.captions.length).toBe(1);
    const [only] = run.captions;
    expect(only).toMatchObject({ text: 'eight sixs', tokenIds: [10, 4, 5, 8, 6, 7, END], finish: 'end' });
    expect(only!.tokens.map(({ text, special }) => [text, special])).toEqual([
      ['eight', false],
      ['six', false],
      ['##s', false],
      ['[SEP]', true],
    ]);
    expect(only!.logProb).toBeCloseTo(
      only!.tokens.reduce((sum, token) => sum + token.logProb, 0),
      9,
    );
    expect(only!.maps.length).toBe(4);
  });

  test.each([Number.NaN, Infinity])(
    'of a model that computes %s is an error, and no caption',
    async (value) => {
      const { engine } = await load((ids) => sentence(8, 6)(ids).fill(value, 3, 4));
      for (const method of ['greedy', 'nucleus', 'beam'] as const)
        await expect(caption(engine, { ...NUCLEUS, method })).rejects.toMatchObject({ code: 'not-finite' });
    },
  );

  test('a first piece that continues the prompt loses its ##', async () => {
    const { engine } = await load(sentence(7, 8));
    const { run } = await caption(engine, { ...NUCLEUS, method: 'greedy' });
    expect(run.captions[0]!.text).toBe('s eight');
  });

  test('the words of a prompt that a person gave are in the text, and not among the tokens', async () => {
    const { engine } = await load(reciting([8, 9, END], VOCABULARY, 3));
    const { run } = await caption(engine, { ...NUCLEUS, method: 'greedy', prompt: 'six' });
    const [only] = run.captions;
    expect(only!.text).toBe('six eight nine');
    expect(only!.tokens.map(({ text }) => text)).toEqual(['eight', 'nine', '[SEP]']);
  });

  test('nucleus: as many captions as requested, each token yielded with its map', async () => {
    const { engine } = await load(wandering);
    const { events, run } = await caption(engine, NUCLEUS);
    expect(run.captions.length).toBe(3);
    for (const [index, { tokens, maps }] of run.captions.entries()) {
      const yielded = events.filter((event) => event.type === 'token' && event.caption === index);
      expect(yielded).toEqual(
        tokens.map((token, t) => ({ type: 'token', caption: index, token, map: maps[t] })),
      );
    }
  });

  test('a yielded map and a returned map share no memory', async () => {
    const { engine } = await load(sentence(8));
    const { events, run } = await caption(engine, { ...NUCLEUS, method: 'greedy' });
    expect(events[0]!.map).toEqual(run.captions[0]!.maps[0]);
    expect(events[0]!.map.buffer).not.toBe(run.captions[0]!.maps[0]!.buffer);
  });

  test('beam search: the best sentence after each step, all beams at the end', async () => {
    const { engine } = await load(wandering);
    const { events, run } = await caption(engine, { ...NUCLEUS, method: 'beam' });
    expect(run.captions.length).toBe(3);
    expect(new Set(events.map((event) => event.type))).toEqual(new Set(['best']));
    const last = events.at(-1)!;
    expect(last).toMatchObject({ type: 'best', tokens: run.captions[0]!.tokens });
  });

  test('an empty prompt starts from the start token alone', async () => {
    const { engine } = await load(reciting([8, END], VOCABULARY, 2));
    const { run } = await caption(engine, { ...NUCLEUS, method: 'greedy', prompt: '' });
    expect(run.captions[0]!.tokenIds).toEqual([10, 8, END]);
  });

  test('greedy and beam search use no repetition penalty', async () => {
    const { engine } = await load(wandering);
    const ids = async (method: 'greedy' | 'beam', repetitionPenalty: number) =>
      (await caption(engine, { ...NUCLEUS, method, repetitionPenalty })).run.captions.map(
        (each) => each.tokenIds,
      );
    expect(await ids('greedy', 50)).toEqual(await ids('greedy', 1));
    expect(await ids('beam', 50)).toEqual(await ids('beam', 1));
  });
});

describe('a seed', () => {
  const ids = ({ run }: Captioned) => run.captions.map((each) => each.tokenIds);

  test('gives the same captions again, another seed others', async () => {
    const { engine } = await load(wandering);
    const first = ids(await caption(engine, NUCLEUS));
    expect(ids(await caption(engine, NUCLEUS))).toEqual(first);
    expect(ids(await caption(engine, { ...NUCLEUS, seed: 12 }))).not.toEqual(first);
  });

  test('gives the same first captions for any number of captions', async () => {
    const { engine } = await load(wandering);
    const many = ids(await caption(engine, { ...NUCLEUS, numCaptions: 5 }));
    expect(ids(await caption(engine, { ...NUCLEUS, numCaptions: 2 }))).toEqual(many.slice(0, 2));
  });
});

describe('attention of a finished run', () => {
  test('one layer, or the mean of all, per token', async () => {
    const { engine } = await load(sentence(8, 6));
    const { run } = await caption(engine, { ...NUCLEUS, method: 'greedy' });
    // The fake's attention is the layer's number plus the id fed: five, eight, six.
    const second = await run.attention(0, { layer: 1, head: null });
    expect(second.map((map) => [...map])).toEqual([6, 9, 7].map((value) => new Array(4).fill(value)));
    expect(await run.attention(0, { layer: null, head: null })).toEqual(run.captions[0]!.maps);
  });

  test("follows a beam's parents", async () => {
    const { engine } = await load(wandering);
    const { run } = await caption(engine, { ...NUCLEUS, method: 'beam' });
    for (const [index, { tokenIds, tokens }] of run.captions.entries()) {
      const fed = tokenIds.slice(tokenIds.length - tokens.length - 1, -1);
      const maps = await run.attention(index, { layer: 0, head: 0 });
      expect(maps.map((map) => map[0])).toEqual(fed);
    }
  });

  test('refuses a caption that does not exist', async () => {
    const { engine } = await load(sentence(8));
    const { run } = await caption(engine, { ...NUCLEUS, method: 'greedy' });
    const refused = new SettingsError('caption', 1, 'a whole number from 0 to 0');
    await expect(run.attention(1, { layer: null, head: null })).rejects.toThrow(refused);
  });
});

describe('score', () => {
  test('every token of the text and the end token, each given the ones before', async () => {
    const { engine } = await load(reciting([8, 6, END], VOCABULARY, 2));
    const image = await engine.encode(PIXELS);
    const { tokens, loss } = await engine.score(image, 'eight six');
    expect(tokens.map((token) => token.id)).toEqual([8, 6, END]);
    // One logit of 20 among eleven of 0.
    expect(loss).toBeCloseTo(Math.log(1 + 11 * Math.exp(-20)), 6);
    const wrong = await engine.score(image, 'six eight');
    expect(wrong.loss).toBeGreaterThan(13);
  });

  test('refuses a text longer than the positions', async () => {
    const { engine } = await load(wandering);
    const image = await engine.encode(PIXELS);
    await expect(engine.score(image, 'one '.repeat(19))).resolves.toBeDefined();
    await expect(engine.score(image, 'one '.repeat(20))).rejects.toThrow('shorter than 20 tokens');
  });
});

describe('the score of a word’s pieces', () => {
  // four five eight six ##s, end.
  const ids = [IDS.bosId, 4, 5, 8, 6, 7, END];

  test('is the sum of their scores in the full text, independent of later tokens', async () => {
    const { engine } = await load(wandering);
    const image = await engine.encode(PIXELS);
    const { tokens } = await engine.score(image, 'four five eight six ##s');
    const sum = (pieces: number[]) => pieces.reduce((total, piece) => total + tokens[piece - 1]!.logProb, 0);
    for (const pieces of [[1], [4, 5], [6], [2, 5]]) {
      expect(await engine.scorePieces(image, ids, pieces)).toBeCloseTo(sum(pieces), 9);
    }
    expect(await engine.scorePieces(image, ids.slice(0, 6), [4, 5])).toBeCloseTo(sum([4, 5]), 9);
  });

  test('runs no steps after the last piece', async () => {
    const { engine, runtime } = await load(wandering);
    const image = await engine.encode(PIXELS);
    const before = runtime.runs;
    await engine.scorePieces(image, ids, [2, 3]);
    expect(runtime.runs - before).toBe(3);
  });

  test('stops between steps when it is cancelled', async () => {
    const { engine, runtime } = await load(wandering);
    const image = await engine.encode(PIXELS);
    const controller = new AbortController();
    const reason = new Error('stopped');
    runtime.onRun = () => controller.abort(reason);
    const before = runtime.runs;
    await expect(engine.scorePieces(image, ids, [4], controller.signal)).rejects.toBe(reason);
    expect(runtime.runs - before).toBe(1);
  });

  test.each([[[]], [[0]], [[7]], [[1.5]]])('refuses the pieces %j', async (pieces) => {
    const { engine } = await load(wandering);
    const image = await engine.encode(PIXELS);
    await expect(engine.scorePieces(image, ids, pieces)).rejects.toThrow('some of 1 to 6 are needed');
  });
});

describe('requests that cannot be served', () => {
  test('settings out of range, before any work', async () => {
    const { engine, runtime } = await load(wandering);
    const image = await engine.encode(PIXELS);
    const before = runtime.runs;
    const generator = engine.caption(image, { ...NUCLEUS, maxLength: 3 });
    await expect(generator.next()).rejects.toThrow(
      new SettingsError('maxLength', 3, { kind: 'integer', min: 4, max: 20 }),
    );
    expect(runtime.runs).toBe(before);
  });

  test('pixels of another size', async () => {
    const { engine } = await load(wandering);
    await expect(engine.encode(new Float32Array(5))).rejects.toThrow('got 5, the model takes 3 × 4 × 4');
  });
});

test('overlapping captions are served one after the other', async () => {
  const { engine, runtime } = await load(wandering);
  const alone = (await caption(engine, NUCLEUS)).run.captions;
  const both = await Promise.all([caption(engine, NUCLEUS), caption(engine, NUCLEUS)]);
  for (const { run } of both) expect(run.captions).toEqual(alone);
  expect(runtime.fedDisposed).toBe(0);
});

test('the grid is rows and columns of patches', async () => {
  const { engine } = await load(wandering);
  expect(engine.grid).toEqual([2, 2]);
});
