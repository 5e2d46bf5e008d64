/** Captions matched with their picture, by a separate matcher and by the captioner's own bundle. */
import * as ort from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  CaptionMatch,
  CaptionProgress,
  CaptionSettings,
  EngineKind,
} from '../../core/protocol/index.ts';
import { mixtureCheckpoint } from '../../model-export/testing/mixture.ts';
import { type ExportedBundle, exported, exportedFiles } from '../../model-export/testing/reference.ts';
import { createMatcher } from '../engine/index.ts';
import { onProcessor } from '../engine/testing/engine-options.ts';
import { preprocess } from '../image/preprocess.ts';
import type { Handlers } from './serve.ts';
import { context, installed, PICTURE, serviceOn } from './testing/caption-service.ts';

const MATCH_TOLERANCE = 1e-5;

const bundles: Record<string, ExportedBundle> = {};

beforeAll(async () => {
  bundles.mixture = await exportedFiles((await mixtureCheckpoint('shared')).files, 'mixture');
  bundles.captioner = await exported('checkpoints/odd-9');
  bundles.matcher = await exported('architectures/matcher-16');
  bundles.contrast = await exported('architectures/contrast-4');
}, 60_000);

const decodePicture = vi.fn(async () => ({ ...PICTURE, close: () => {} }));
let service: Handlers<EngineKind>;

beforeEach(() => {
  decodePicture.mockClear();
  service = serviceOn({ bundles, decodePicture });
});

async function load(captioner: string, matcher: string | null) {
  await service.load({ source: installed(captioner), backend: 'wasm' }, context());
  const request = matcher === null ? null : { source: installed(matcher) };
  return (await service.matcher(request, context())).value;
}

async function caption(
  settings: Partial<CaptionSettings> = {},
  cancelAt: (progress: CaptionProgress) => boolean = () => false,
) {
  const abort = new AbortController();
  const progress: CaptionProgress[] = [];
  const { generation } = bundles.captioner!.manifest;
  const { value } = await service.caption(
    {
      runId: 'run',
      picture: new Blob(),
      masked: [],
      settings: { ...generation, method: 'nucleus', seed: 3, maxLength: 12, ...settings },
    },
    {
      signal: abort.signal,
      progress: (each) => {
        progress.push(each);
        if (cancelAt(each)) abort.abort();
      },
    },
  );
  return { ...value, progress };
}

/** The matcher's answer without a captioner, as on the command line. */
async function alone(name: string, texts: string[]): Promise<CaptionMatch[]> {
  const matcher = await createMatcher(await onProcessor(ort, bundles[name]!));
  const image = await matcher.encode(preprocess(PICTURE, matcher.manifest.image));
  const matches = await matcher.match(image, texts);
  image.dispose();
  await matcher.dispose();
  return matches.map(({ itm, itc }) => ({ probability: itm!.probability, cosine: itc!.cosine }));
}

describe.each([
  ['a matcher of another size', 'captioner', 'matcher', false, 2],
  ['the captioner’s own bundle', 'mixture', 'mixture', true, 1],
])('%s', (_, captioner, matcher, shared, decoded) => {
  test.each(['nucleus', 'greedy', 'beam'] as const)('gives every %s caption its match', async (method) => {
    expect(await load(captioner, matcher)).toMatchObject({ shared });
    const { captions, ms, matchError, progress } = await caption({ method });
    const expected = await alone(
      matcher,
      captions.map(({ text }) => text),
    );
    for (const [index, { match }] of captions.entries()) {
      expect(Math.abs(match!.probability - expected[index]!.probability)).toBeLessThan(MATCH_TOLERANCE);
      expect(Math.abs(match!.cosine! - expected[index]!.cosine!)).toBeLessThan(MATCH_TOLERANCE);
    }
    expect(matchError).toBeNull();
    expect(ms.match).toBeGreaterThan(0);
    const order = progress.map(({ type }) => type).filter((type) => type === 'captions' || type === 'match');
    expect(order).toEqual(['captions', ...captions.map(() => 'match')]);
    expect(decodePicture).toHaveBeenCalledTimes(decoded);
  });
});

test('words of a person are in the caption, and matched with it', async () => {
  await load('mixture', 'mixture');
  const { captions, progress } = await caption({ method: 'greedy', prompt: 'a blue car' });
  const [{ text, match }] = captions as [(typeof captions)[number]];
  expect(text).toMatch(/^a blue car/);
  expect(text.length).toBeGreaterThan('a blue car'.length);
  const [expected] = await alone('mixture', [text]);
  expect(Math.abs(match!.probability - expected!.probability)).toBeLessThan(MATCH_TOLERANCE);
  const shown = progress.find((each) => each.type === 'captions');
  expect(shown?.captions.map((each) => each.text)).toEqual([text]);
});

test('complete captions come before their matches, and their maps can still be transferred', async () => {
  await load('mixture', 'mixture');
  const { captions, progress } = await caption();
  const shown = progress.find((each) => each.type === 'captions');
  expect(shown?.captions).toEqual(captions.map(({ match: _, ...rest }) => rest));
});

test('a cancel while matching returns the captions and the matches so far', async () => {
  await load('mixture', 'mixture');
  const { captions, matchError } = await caption({}, (each) => each.type === 'match');
  expect(new Set(captions.map(({ text }) => text)).size).toBe(3);
  expect(captions.map(({ match }) => match !== null)).toEqual([true, false, false]);
  expect(captions.every(({ finish }) => finish !== 'cancelled')).toBe(true);
  expect(matchError).toBeNull();
});

test('captions that a cancel cut short are not matched', async () => {
  await load('mixture', 'mixture');
  const { captions, ms } = await caption({}, (each) => each.type === 'token' && each.caption === 2);
  expect(captions.map(({ finish, match }) => [finish, match])).toEqual(
    captions.map(() => ['cancelled', null]),
  );
  expect(ms.match).toBeNull();
});

test('when the matcher fails, the captions are returned', async () => {
  await load('captioner', 'matcher');
  decodePicture.mockResolvedValueOnce({ ...PICTURE, close: () => {} });
  decodePicture.mockRejectedValueOnce(new RangeError('Array buffer allocation failed'));
  const { captions, matchError } = await caption();
  expect(captions.map(({ match }) => match)).toEqual([null, null, null]);
  expect(matchError).toMatchObject({ code: 'out-of-memory' });
});

test('a matcher that breaks the runtime fails the run', async () => {
  await load('captioner', 'matcher');
  decodePicture.mockResolvedValueOnce({ ...PICTURE, close: () => {} });
  decodePicture.mockRejectedValueOnce(new Error('bad_alloc'));
  await expect(caption()).rejects.toThrow('bad_alloc');
});

describe('loading', () => {
  test('a matcher without ITM is refused, and the one before stays', async () => {
    await load('captioner', 'matcher');
    await expect(service.matcher({ source: installed('contrast') }, context())).rejects.toThrow(
      'contrast-4 is not a matcher; it was made for: contrast. Choose another model.',
    );
    expect((await caption()).captions[0]!.match).not.toBeNull();
  });

  test('null unloads the matcher', async () => {
    await load('captioner', 'matcher');
    expect(await service.matcher(null, context())).toEqual({ value: null });
    expect((await caption()).captions.map(({ match }) => match)).toEqual([null, null, null]);
  });

  test('a matcher needs a captioner, and is unloaded with it', async () => {
    await expect(service.matcher({ source: installed('matcher') }, context())).rejects.toThrow(
      'No model is loaded.',
    );
    await load('captioner', 'matcher');
    await service.load({ source: installed('mixture'), backend: 'wasm' }, context());
    expect((await caption()).captions[0]!.match).toBeNull();
  });

  test('describes the matcher', async () => {
    expect(await load('mixture', 'mixture')).toMatchObject({ id: 'mixture', dtype: 'fp32', shared: true });
  });
});
