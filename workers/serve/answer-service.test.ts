/** Questions as the page asks them, on the smallest reference checkpoints. */

import * as ort from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AnswerRequest, EngineKind } from '../../core/protocol/index.ts';
import { answererAlone, answererCheckpoint } from '../../model-export/testing/answerer.ts';
import { type ExportedBundle, exported, exportedFiles } from '../../model-export/testing/reference.ts';
import { createAnswerExplainer, createAnswerer } from '../engine/index.ts';
import { onProcessor } from '../engine/testing/engine-options.ts';
import { preprocess } from '../image/preprocess.ts';
import type { Handlers } from './serve.ts';
import { context, installed, PHOTO, PICTURE, serviceOn } from './testing/caption-service.ts';

const TOLERANCE = 1e-5;

const bundles: Record<string, ExportedBundle> = {};

beforeAll(async () => {
  bundles.captioner = await exported('checkpoints/odd-9');
  bundles.answerer = await exported('architectures/vqa-9');
  bundles.old = withoutMaps(bundles.answerer);
  bundles.both = await exportedFiles(await answererCheckpoint(), 'both');
  bundles.alone = await exportedFiles(answererAlone(), 'alone');
}, 60_000);

/** As an older exporter made it. */
function withoutMaps({ manifest, read }: ExportedBundle): ExportedBundle {
  const { explain_answer: _, ...graphs } = manifest.graphs;
  return { manifest: { ...manifest, graphs }, read };
}

const decodePicture = vi.fn(async () => ({ ...PICTURE, close: () => {} }));
let service: Handlers<EngineKind>;

beforeEach(() => {
  decodePicture.mockClear();
  service = serviceOn({ bundles, decodePicture });
});

const QUESTION = 'what is red';

async function load(answerer = 'answerer', captioner = 'captioner') {
  await service.load({ source: installed(captioner), backend: 'wasm' }, context());
  return (await service.answerer({ source: installed(answerer) }, context())).value;
}

async function ask(changes: Partial<AnswerRequest> = {}) {
  const request = { picture: PHOTO, question: QUESTION, listed: null, ...changes };
  return (await service.answer(request, context())).value;
}

async function explainBest() {
  const [best] = await ask();
  const request = {
    picture: PHOTO,
    question: QUESTION,
    tokenIds: best!.tokenIds,
    method: 'grad-cam' as const,
  };
  return (await service.explainAnswer(request, context())).value;
}

/** The answerer by itself, as on the command line. */
async function alone() {
  const answerer = await createAnswerer(await onProcessor(ort, bundles.answerer!));
  const image = await answerer.encode(preprocess(PICTURE, answerer.manifest.image));
  const free = await answerer.answer(image, QUESTION);
  const ranked = await answerer.rankAnswers(image, QUESTION, ['red', 'blue']);
  await answerer.dispose();
  return { free, ranked };
}

test('describes the answerer', async () => {
  expect(await load()).toMatchObject({ id: 'vqa-9', dtype: 'fp32', explains: true });
  expect(await load('old')).toMatchObject({ explains: false });
});

test('a question is answered as on the command line, in free words and among those listed', async () => {
  await load();
  const expected = await alone();
  const free = await ask();
  expect(free).toEqual(
    expected.free.map(({ text, tokenIds, probability }) => ({ text, tokenIds, probability })),
  );
  const ranked = await ask({ listed: ['red', 'blue'] });
  expect(ranked).toEqual(
    expected.ranked.map(({ text, tokenIds, share }) => ({ text, tokenIds, probability: share })),
  );
  expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
});

test('a picture is encoded once for its questions, and again with another mask', async () => {
  await load();
  await ask();
  await ask({ question: 'where is it' });
  expect(decodePicture).toHaveBeenCalledTimes(1);
  const masked = [{ left: 0, top: 0, width: 1, height: 0.5 }];
  const hidden = await ask({ picture: { ...PHOTO, masked } });
  expect(decodePicture).toHaveBeenCalledTimes(2);
  expect(hidden).not.toEqual(await ask());
});

test('one bundle for all reads a picture once, and gives the answers and maps that it gives alone', async () => {
  expect(await load('both', 'both')).toMatchObject({ id: 'both', shared: true, explains: true });
  await service.scoreText({ picture: PHOTO, text: 'red' }, context());
  const [answers, maps] = [await ask(), await explainBest()];
  expect(decodePicture).toHaveBeenCalledTimes(1);
  expect(await load('alone', 'both')).toMatchObject({ shared: false });
  const theirs = await ask();
  expect(answers.map(({ text }) => text)).toEqual(theirs.map(({ text }) => text));
  for (const [at, { probability }] of answers.entries()) {
    expect(Math.abs(probability - theirs[at]!.probability)).toBeLessThan(TOLERANCE);
  }
  const others = await explainBest();
  for (const [at, value] of maps.whole.flatMap((map) => [...map]).entries()) {
    expect(Math.abs(value - others.whole.flatMap((map) => [...map])[at]!)).toBeLessThan(TOLERANCE);
  }
});

test('a question that would be truncated is refused with the limit', async () => {
  await load();
  const question = 'red '.repeat(60);
  const { maxPositions } = bundles.answerer!.manifest.text;
  await expect(ask({ question })).rejects.toMatchObject({
    field: 'question',
    permitted: { kind: 'text', below: Math.min(35, maxPositions) - 1 },
  });
});

test('an answer is explained by both methods', async () => {
  await load();
  const [best] = await ask();
  const explainer = await createAnswerExplainer(await onProcessor(ort, bundles.answerer!));
  const image = await explainer.encode(preprocess(PICTURE, explainer.manifest.image));
  for (const method of ['grad-cam', 'attention'] as const) {
    const request = { picture: PHOTO, question: QUESTION, tokenIds: best!.tokenIds, method };
    const { value } = await service.explainAnswer(request, context());
    expect(value).toEqual(await explainer.explain(image, QUESTION, best!.tokenIds, method));
  }
  await explainer.dispose();
});

describe('without an answerer', () => {
  test('a question is refused, and a captioner is none', async () => {
    await service.load({ source: installed('captioner'), backend: 'wasm' }, context());
    await expect(ask()).rejects.toThrow('No model that answers questions is loaded.');
    await expect(service.answerer({ source: installed('captioner') }, context())).rejects.toThrow(
      'is not a question answerer',
    );
  });

  test('it is unloaded by null, and with its captioner', async () => {
    await load();
    await service.answerer(null, context());
    await expect(ask()).rejects.toThrow('No model that answers questions is loaded.');
    await load();
    await service.load({ source: installed('captioner'), backend: 'wasm', oneThread: true }, context());
    await expect(ask()).rejects.toThrow('No model that answers questions is loaded.');
  });

  test('a bundle of an older version answers and says that it has no maps', async () => {
    await load('old');
    const [best] = await ask();
    const request = {
      picture: PHOTO,
      question: QUESTION,
      tokenIds: best!.tokenIds,
      method: 'grad-cam' as const,
    };
    await expect(service.explainAnswer(request, context())).rejects.toThrow('no graph that explains answers');
  });
});
