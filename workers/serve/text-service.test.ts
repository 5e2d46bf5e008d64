/** Grad-CAM, scores, matches and vectors of texts as the page requests them, on the smallest reference checkpoints. */

import * as ort from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { layerMaps } from '../../core/explain.ts';
import type { CaptionRun, EmbedRequest, EngineKind, ExplainRequest } from '../../core/protocol/index.ts';
import { mixtureCheckpoint } from '../../model-export/testing/mixture.ts';
import {
  type ExportedBundle,
  exported,
  exportedFiles,
  largestError,
} from '../../model-export/testing/reference.ts';
import { createExplainer } from '../engine/index.ts';
import { onProcessor } from '../engine/testing/engine-options.ts';
import { preprocess } from '../image/preprocess.ts';
import type { Handlers } from './serve.ts';
import { context, installed, PHOTO, PICTURE, serviceOn } from './testing/caption-service.ts';

const TOLERANCE = 1e-5;

const bundles: Record<string, ExportedBundle> = {};

beforeAll(async () => {
  bundles.mixture = await exportedFiles((await mixtureCheckpoint('shared')).files, 'mixture');
  bundles.captioner = await exported('checkpoints/odd-9');
  bundles.matcher = await exported('architectures/matcher-16');
  bundles.old = withoutGradCam(bundles.captioner);
  bundles.itm = withoutContrast(bundles.matcher);
}, 60_000);

/** As an older exporter made it. */
function withoutGradCam({ manifest, read }: ExportedBundle): ExportedBundle {
  const { explain_caption: _, ...graphs } = manifest.graphs;
  return { manifest: { ...manifest, graphs }, read };
}

function withoutContrast({ manifest, read }: ExportedBundle): ExportedBundle {
  return { manifest: { ...manifest, capabilities: ['match'] }, read };
}

const decodePicture = vi.fn(async () => ({ ...PICTURE, close: () => {} }));
const create = vi.fn(ort.InferenceSession.create);
let service: Handlers<EngineKind>;

beforeEach(() => {
  vi.clearAllMocks();
  const counted = { ...ort, InferenceSession: { ...ort.InferenceSession, create } };
  service = serviceOn({ bundles, decodePicture, runtime: counted });
});

async function load(captioner: string, matcher: string | null) {
  await service.load({ source: installed(captioner), backend: 'wasm' }, context());
  await service.matcher(matcher === null ? null : { source: installed(matcher) }, context());
}

async function caption(prompt: string): Promise<CaptionRun['captions'][number]> {
  const { generation } = bundles.captioner!.manifest;
  const settings = { ...generation, method: 'greedy', seed: 3, maxLength: 12, prompt } as const;
  const { value } = await service.caption(
    { runId: 'run', picture: new Blob(), masked: [], settings },
    context(),
  );
  return value.captions[0]!;
}

async function explain(request: Omit<ExplainRequest, 'picture'>, signal?: AbortSignal) {
  return (await service.explain({ picture: PHOTO, ...request }, context(signal))).value;
}

/** The explainer's answer by itself, as on the command line. */
async function alone(name: string, source: ExplainRequest['source'], text: string | number[]) {
  const explainer = await createExplainer(await onProcessor(ort, bundles[name]!), {
    source,
    method: 'grad-cam',
  });
  const image = await explainer.encode(preprocess(PICTURE, explainer.manifest.image));
  const explained = await explainer.explain(image, text);
  image.dispose();
  await explainer.dispose();
  return explained;
}

async function embed(request: EmbedRequest): Promise<Float32Array> {
  return (await service.embed(request, context())).value;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

const flat = (maps: Float32Array[]) => maps.flatMap((map) => [...map]);

test('a caption is explained without its prompt, in every layer, with different maps', async () => {
  await load('captioner', null);
  const { tokens, tokenIds } = await caption('a ');
  const ids = tokens.map(({ id }) => id);
  const explained = await explain({ source: 'caption', text: { prompt: 'a ', tokenIds: ids } });
  expect(explained.tokens.map(({ id }) => id)).toEqual(ids);
  const { layers } = bundles.captioner!.manifest.architecture.text;
  expect(explained).toMatchObject({ bestLayer: 'sum', probability: null });
  expect(explained.maps).toHaveLength(layers);
  const withPrompt = await alone('captioner', 'caption', tokenIds);
  const expected = layerMaps(withPrompt.maps, 'sum').slice(-ids.length);
  expect(largestError(flat(layerMaps(explained.maps, 'sum')), flat(expected))).toBeLessThan(TOLERANCE);
});

describe.each([
  ['a matcher of another size', 'captioner', 'matcher'],
  ['the captioner’s own bundle', 'mixture', 'mixture'],
])('%s', (_, captioner, matcher) => {
  test('explains why a text matches, with the probability', async () => {
    await load(captioner, matcher);
    const explained = await explain({ source: 'itm', text: 'a dog' });
    const expected = await alone(matcher, 'itm', 'a dog');
    expect(explained.tokens).toEqual(expected.tokens);
    expect(explained.bestLayer).toBe('sum');
    expect(Math.abs(explained.probability! - expected.probability!)).toBeLessThan(TOLERANCE);
    expect(largestError(flat(explained.maps.flat()), flat(expected.maps.flat()))).toBeLessThan(TOLERANCE);
    expect(decodePicture).toHaveBeenCalledTimes(1);
  });

  test('matches a text without the captioner’s score, and a picture once for its texts', async () => {
    await load(captioner, matcher);
    for (const text of ['a dog', 'a cat']) {
      const { value } = await service.matchText({ picture: PHOTO, text }, context());
      const expected = await alone(matcher, 'itm', text);
      expect(Math.abs(value.probability - expected.probability!)).toBeLessThan(TOLERANCE);
    }
    expect(decodePicture).toHaveBeenCalledTimes(1);
  });

  test('makes vectors of length 1, whose scalar product is the cosine of the match', async () => {
    await load(captioner, matcher);
    const ofPicture = await embed({ kind: 'picture', picture: PHOTO });
    const ofText = await embed({ kind: 'text', text: 'a dog' });
    expect(dot(ofPicture, ofPicture)).toBeCloseTo(1, 5);
    expect(dot(ofText, ofText)).toBeCloseTo(1, 5);
    const { value } = await service.matchText({ picture: PHOTO, text: 'a dog' }, context());
    expect(Math.abs(dot(ofPicture, ofText) - value.cosine!)).toBeLessThan(TOLERANCE);
    expect(decodePicture).toHaveBeenCalledTimes(1);
    const masked = [{ left: 0, top: 0, width: 1, height: 0.5 }];
    expect(await embed({ kind: 'picture', picture: { ...PHOTO, masked } })).not.toEqual(ofPicture);
  });
});

test('there are no vectors without a matcher, nor of one without a contrast head', async () => {
  await load('captioner', null);
  await expect(embed({ kind: 'text', text: 'a dog' })).rejects.toThrow('No matcher is loaded.');
  await load('captioner', 'itm');
  for (const request of [
    { kind: 'text', text: 'a dog' } as const,
    { kind: 'picture', picture: PHOTO } as const,
  ])
    await expect(embed(request)).rejects.toMatchObject({ code: 'no-contrast' });
});

test('a picture is encoded once, and the graphs are loaded once', async () => {
  await load('mixture', 'mixture');
  await explain({ source: 'caption', text: 'a dog' });
  const sessions = create.mock.calls.length;
  await explain({ source: 'caption', text: 'a cat' });
  await service.scoreText({ picture: PHOTO, text: 'a cat' }, context());
  expect([decodePicture.mock.calls.length, create.mock.calls.length]).toEqual([1, sessions]);
  await explain({ source: 'itm', text: 'a cat' });
  expect([decodePicture.mock.calls.length, create.mock.calls.length]).toEqual([1, sessions + 1]);
  await service.explain({ picture: { ...PHOTO, id: 'other' }, source: 'itm', text: 'a' }, context());
  expect(decodePicture).toHaveBeenCalledTimes(2);
});

test('after another captioner is loaded, that one is explained', async () => {
  await load('mixture', 'mixture');
  await explain({ source: 'caption', text: 'a dog' });
  await load('captioner', 'matcher');
  const { grid } = await alone('captioner', 'caption', 'a dog');
  expect((await explain({ source: 'caption', text: 'a dog' })).grid).toEqual(grid);
});

test('a bundle without Grad-CAM fails with what to do, and still captions', async () => {
  await load('old', null);
  await expect(explain({ source: 'caption', text: 'a dog' })).rejects.toThrow(
    'odd-9 was made by an older version, which had no Grad-CAM. Convert it again in Models.',
  );
  expect((await caption('')).tokens.length).toBeGreaterThan(0);
});

test('explaining a match fails without a matcher', async () => {
  await load('captioner', null);
  await expect(explain({ source: 'itm', text: 'a dog' })).rejects.toThrow('No matcher is loaded.');
});

test('a cancel takes effect before the model runs, and the next request is answered', async () => {
  await load('captioner', null);
  const abort = new AbortController();
  const asked = explain({ source: 'caption', text: 'a dog' }, abort.signal);
  abort.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect((await explain({ source: 'caption', text: 'a dog' })).maps.length).toBeGreaterThan(0);
});

test('captioner and matcher score a typed text, with the end token', async () => {
  await load('mixture', 'mixture');
  const score = async () => (await service.scoreText({ picture: PHOTO, text: 'a dog' }, context())).value;
  const { tokens, maps, loss, match } = await score();
  const explained = await alone('mixture', 'caption', 'a dog');
  expect(tokens.map(({ id }) => id)).toEqual(explained.tokens.map(({ id }) => id));
  const logProbs = explained.tokens.map(({ logProb }) => logProb!);
  expect(
    largestError(
      tokens.map(({ logProb }) => logProb),
      logProbs,
    ),
  ).toBeLessThan(1e-4);
  expect(loss).toBeCloseTo(-logProbs.reduce((sum, each) => sum + each, 0) / logProbs.length, 4);
  expect(maps.map(({ length }) => length)).toEqual(explained.maps[0]!.map(({ length }) => length));
  const { probability } = await alone('mixture', 'itm', 'a dog');
  expect(Math.abs(match!.probability - probability!)).toBeLessThan(TOLERANCE);
  await service.matcher(null, context());
  expect((await score()).match).toBeNull();
});
