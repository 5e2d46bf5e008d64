import { expect, test, vi } from 'vitest';
import { captionOf, MODEL } from '../../../app/test/scene';
import { createFakeClient, settled } from '../../../app/worker-client/fake';
import type { CaptionRun, ExplainedAnswer } from '../../../core/protocol';
import { workerAddress } from './assets';
import { Blip } from './blip';
import type { Captioning } from './captioning';
import { BlipscopeError } from './errors';

const PICTURE = new Blob();
const URL_OF_MODEL = 'https://example.test/models/';
const MATCHER = { id: 'm', dtype: 'q8', bytes: 1, shared: true };
const CAPTIONED = captionOf('a red cat');
const RUN: CaptionRun = {
  captions: [{ ...CAPTIONED, match: null }],
  ms: { image: 1, encode: 1, firstToken: 1, decode: 1, total: 1, match: null },
  matchError: null,
};
const CRASHED = { code: 'worker-crashed', message: 'It stopped.' } as const;

function setUp(matcher?: string | null) {
  const client = createFakeClient();
  const terminate = vi.fn();
  const worker = Object.assign(new EventTarget(), { terminate, postMessage: () => {} });
  let start = () => {};
  const blip = new Blip(
    () => worker,
    (create) => {
      start = create;
      return client;
    },
    { model: URL_OF_MODEL, matcher, answerer: undefined, backend: 'auto' },
  );
  return { blip, client, terminate, start: () => start() };
}

async function loaded(capabilities: ('caption' | 'match' | 'answer')[] = ['caption']) {
  const all = setUp();
  const loading = all.blip.load({});
  await all.client.last('load').done({ ...MODEL, capabilities });
  if (capabilities.includes('match')) await all.client.last('matcher').done(MATCHER);
  await loading;
  return all;
}

const last = (caption: number) => ({ token: CAPTIONED.tokens[caption]!, map: CAPTIONED.maps[caption]! });

async function typesOf(captioning: Captioning): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of captioning) types.push(type);
  return types;
}

test('tokens come first, then the captions; settings that are not given are the model’s', async () => {
  const { blip, client } = await loaded();
  const events = typesOf(blip.caption(PICTURE, { topP: 0.5 }));
  await settled();
  const call = client.last('caption');
  expect(call.payload.settings).toEqual({ ...MODEL.defaults, method: 'nucleus', seed: 0, topP: 0.5 });
  call.progress({ type: 'token', caption: 0, ...last(0) });
  call.progress({ type: 'token', caption: 0, ...last(1) });
  await call.done(RUN);
  expect(await events).toEqual(['token', 'token', 'done']);
});

test('a loop that is left cancels the run, and an abort rejects with its reason', async () => {
  const { blip, client } = await loaded();
  const first = blip.caption(PICTURE);
  await settled();
  client.last('caption').progress({ type: 'encoded' });
  for await (const { type } of first) {
    expect(type).toBe('encoded');
    break;
  }
  expect(client.last('caption').cancelled).toBe(true);

  const stop = new AbortController();
  const second = blip.caption(PICTURE, {}, { signal: stop.signal });
  await settled();
  stop.abort();
  const words: CaptionRun = { ...RUN, captions: [{ ...CAPTIONED, finish: 'cancelled', match: null }] };
  await client.last('caption').done(words);
  await expect(second.result).rejects.toThrow(stop.signal.reason);
  expect(stop.signal.reason).toBeInstanceOf(DOMException);
});

test('what the worker fails with is an error with its code', async () => {
  const { blip, client } = await loaded();
  const failure = blip.score(PICTURE, 'a cat').catch((reason: unknown) => reason);
  await settled();
  await client.last('scoreText').fail({ code: 'corrupt-image', message: 'No picture.', detail: 'x' });
  const error = await failure;
  expect(error).toBeInstanceOf(BlipscopeError);
  expect(error).toMatchObject({ code: 'corrupt-image', message: 'No picture.', detail: 'x' });
});

test('after the worker is lost, the next call loads the model again', async () => {
  const { blip, client } = await loaded();
  client.lose(CRASHED);
  const run = blip.caption(PICTURE).result;
  await settled();
  expect(client.calls('load')).toHaveLength(2);
  await client.last('load').done(MODEL);
  await settled();
  await client.last('caption').done(RUN);
  expect((await run).captions).toHaveLength(1);
});

test('a model that could not be loaded again is loaded by the call after that', async () => {
  const { blip, client } = await loaded();
  client.lose(CRASHED);
  const failing = blip.caption(PICTURE).result.catch((error: unknown) => error);
  await settled();
  await client.last('load').fail({ code: 'offline', message: 'No network.' });
  expect(await failing).toMatchObject({ code: 'offline' });
  const run = blip.caption(PICTURE).result;
  await settled();
  expect(client.calls('load')).toHaveLength(3);
  await client.last('load').done(MODEL);
  await settled();
  await client.last('caption').done(RUN);
  expect((await run).captions).toHaveLength(1);
});

test('a worn worker is replaced before the next caption', async () => {
  const { blip, client } = await loaded();
  client.worn = true;
  const run = blip.caption(PICTURE).result;
  await settled();
  expect([client.worn, client.calls('load').length]).toEqual([false, 2]);
  await client.last('load').done(MODEL);
  await settled();
  await client.last('caption').done(RUN);
  expect((await run).captions).toHaveLength(1);
});

test('where threads do not start, the model is loaded with one', async () => {
  const { blip, client } = setUp();
  const loading = blip.load({});
  const error = { code: 'threads-failed', message: 'No threads.' } as const;
  client.lose(error);
  await client.last('load').fail(error);
  await settled();
  expect(client.last('load').payload.oneThread).toBe(true);
  await client.last('load').done(MODEL);
  await loading;
  expect(client.calls('load')).toHaveLength(2);
});

test('a model that matches is its own matcher; another one cannot match', async () => {
  const { blip, client } = await loaded(['caption', 'match']);
  expect(client.last('matcher').payload).toEqual({ source: { kind: 'url', url: URL_OF_MODEL } });
  const match = blip.match(PICTURE, 'a cat');
  await settled();
  expect(client.last('matchText').payload).toMatchObject({ text: 'a cat' });
  const fits = { probability: 0.9, cosine: null };
  await client.last('matchText').done(fits);
  expect(await match).toEqual(fits);

  const without = await loaded();
  await expect(without.blip.match(PICTURE, 'a cat')).rejects.toMatchObject({ code: 'model-missing' });
});

test('pictures and texts have vectors, by which pictures are found and then matched', async () => {
  const { blip, client } = await loaded(['caption', 'match']);
  const other = new Blob();
  const embedded = blip.embed(PICTURE);
  await settled();
  const { payload } = client.last('embed');
  expect(payload).toMatchObject({ kind: 'picture', picture: { file: PICTURE } });
  await client.last('embed').done(Float32Array.of(1, 0));
  const vector = await embedded;
  const found = blip.search('a cat', [{ vector, picture: PICTURE }, other]);
  await settled();
  expect(client.last('embed').payload).toEqual({ kind: 'text', text: 'a cat' });
  await client.last('embed').done(Float32Array.of(1, 0));
  expect(client.last('embed').payload).toMatchObject({ picture: { file: other } });
  await client.last('embed').done(Float32Array.of(0, 1));
  for (const [probability, file] of [[0.2, PICTURE] as const, [0.8, other] as const]) {
    expect(client.last('matchText').payload).toMatchObject({ text: 'a cat', picture: { file } });
    await client.last('matchText').done({ probability, cosine: null });
  }
  expect(await found).toMatchObject({ hits: [{ index: 1 }, { index: 0, cosine: 1 }], fitting: 1 });
});

test('without a matcher, or one with a contrast head, there are no vectors', async () => {
  const without = await loaded();
  await expect(without.blip.embed('a cat')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(without.blip.search('a cat', [])).rejects.toThrow('makes no vectors');

  const { blip, client } = await loaded(['caption', 'match']);
  const failing = blip.embed('a cat').catch((error: unknown) => error);
  await settled();
  await client.last('embed').fail({ code: 'no-contrast', message: 'It has no contrast head (ITC).' });
  expect(await failing).toBeInstanceOf(BlipscopeError);
  expect(await failing).toMatchObject({ code: 'no-contrast' });
});

test('the best answer is explained, or one that is given', async () => {
  const { blip, client } = await loaded(['caption', 'answer']);
  const cat = { text: 'cat', tokenIds: [1, 2], probability: 0.9 };
  const explained: ExplainedAnswer = {
    ...{ method: 'grad-cam', grid: [2, 2], whole: [], logProb: -1, probability: 0.4 },
    ...{ question: { tokens: [], maps: [] }, answer: { tokens: [], maps: [] } },
  };
  for (const [answer, listed] of [[undefined, null] as const, ['cat', ['cat']] as const]) {
    const maps = blip.explainAnswer(PICTURE, 'what is it?', { answer });
    await settled();
    await client.last('answerer').done({ ...MATCHER, explains: true });
    expect(client.last('answer').payload).toMatchObject({ question: 'what is it?', listed });
    await client.last('answer').done([cat]);
    const request = { question: 'what is it?', tokenIds: [1, 2], method: 'grad-cam' };
    expect(client.last('explainAnswer').payload).toMatchObject(request);
    await client.last('explainAnswer').done(explained);
    expect(await maps).toEqual(explained);
  }
  void blip.explainAnswer(PICTURE, 'what is it?', { answer: cat, method: 'attention' });
  await settled();
  await client.last('answerer').done({ ...MATCHER, explains: true });
  expect(client.last('explainAnswer').payload).toMatchObject({ tokenIds: [1, 2], method: 'attention' });
  expect(client.calls('answer')).toHaveLength(2);
});

test('a question loads the model that answers; without one there is no answer', async () => {
  const { blip, client } = await loaded(['caption', 'answer']);
  const answers = blip.answer(PICTURE, 'what is it?', { listed: ['cat', 'dog'] });
  await settled();
  const source = { kind: 'url', url: URL_OF_MODEL };
  expect(client.last('answerer').payload).toEqual({ source });
  await client.last('answerer').done({ ...MATCHER, explains: true });
  expect(client.last('answer').payload).toMatchObject({ question: 'what is it?', listed: ['cat', 'dog'] });
  const cat = { text: 'cat', tokenIds: [1, 2], probability: 0.9 };
  await client.last('answer').done([cat]);
  expect(await answers).toEqual([cat]);

  const without = await loaded();
  await expect(without.blip.answer(PICTURE, 'what?')).rejects.toMatchObject({ code: 'model-missing' });
});

test('a picture keeps its name, so that it is encoded once', async () => {
  const { blip, client } = await loaded();
  const other = new Blob();
  for (const picture of [PICTURE, PICTURE, other]) {
    const explained = blip.explain(picture, 'a cat');
    await settled();
    await client
      .last('explain')
      .done({ grid: [2, 2], tokens: [], maps: [], bestLayer: 0, probability: null });
    await explained;
  }
  const [first, second, third] = client.calls('explain').map(({ payload }) => payload.picture.id);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('disposing ends the worker and what is open', async () => {
  const { blip, terminate, start } = await loaded();
  start();
  const open = blip.score(PICTURE, 'a cat');
  await settled();
  blip.dispose();
  expect(terminate).toHaveBeenCalledOnce();
  await expect(open).rejects.toMatchObject({ name: 'AbortError' });
  await expect(blip.score(PICTURE, 'a cat')).rejects.toMatchObject({ name: 'AbortError' });
});

test('the worker finds its files in its address', () => {
  const own = new URL(workerAddress({}, 'https://example.test/'));
  expect(own.pathname).toMatch(/\/worker\.js$/);
  const address = workerAddress({ worker: 'w.js', wasm: 'https://cdn.test/ort' }, 'https://example.test/a/');
  const { hash, href } = new URL(address);
  expect(href).toMatch(/^https:\/\/example\.test\/a\/w\.js#/);
  const files = new URLSearchParams(hash.slice(1));
  expect(files.get('plain')).toBe('https://cdn.test/ort/ort-wasm-simd-threaded.wasm');
  expect(files.get('jspi')).toBe('https://cdn.test/ort/ort-wasm-simd-threaded.jspi.wasm');
  expect(files.get('libheif')).toMatch(/\/libheif\.js$/);
});
