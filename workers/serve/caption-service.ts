/**
 * The caption worker's answers: one captioner loaded at a time, with a matcher and an answerer if they are wanted, and the last runs, for
 * questions about attention.
 */

import { importChunk } from '../../core/import-chunk.ts';
import type { Caption, EngineKind, LoadRequest, NamedPicture, PatchMap } from '../../core/protocol/index.ts';
import type { CaptionEvent, EncodedImage, Engine, FinishedRun, SerialQueue } from '../engine/index.ts';
import type { PictureReader } from '../image/decode.ts';
import { maskRegions } from '../image/index.ts';
import { workDone } from '../runtime/gpu.ts';
import { AnswerService } from './answer-service.ts';
import { sameSource } from './beside-captioner.ts';
import { loadAnswerer } from './load-answerer.ts';
import { encodeForMatcher, loadMatcher, type ReadyMatcher } from './load-matcher.ts';
import { type LoadServices, loadModel } from './load-model.ts';
import { LoadedModels } from './loaded-models.ts';
import { runMapTest } from './map-test.ts';
import { captionerSubject, matcherSubject } from './map-test-subjects.ts';
import { type Matches, matchCaptions } from './match-captions.ts';
import { nextTask } from './next-task.ts';
import { Prefetcher } from './prefetch.ts';
import { RecentRuns } from './recent-runs.ts';
import type { Context, Handlers } from './serve.ts';
import { Stopwatch } from './stopwatch.ts';
import { matcherOf, TextService } from './text-service.ts';

export interface CaptionServices extends LoadServices {
  readPicture: PictureReader;
  /** The server's queue: a long job queues every step by itself, so that other requests run in between. */
  turns: SerialQueue;
}

/**
 * Loading replaces the model.
 *
 * @param models where the loaded models are put, for other services.
 * @throws {EngineError} from the handlers that need a model, while none is loaded.
 */
export function createCaptionService(
  services: CaptionServices,
  models = new LoadedModels(services.turns),
): Handlers<EngineKind> {
  const runs = new RecentRuns();
  const prefetcher = new Prefetcher(services.readPicture);
  const texts = new TextService({
    ...services,
    encode: async (picture, { engine }, signal) =>
      engine.encode(await readPixels(services, picture, engine.manifest.image, { signal }), signal),
    encodeForMatcher: (picture, encoded, ready, signal) => {
      const { image } = ready.matcher.manifest;
      const pixels = () => readPixels(services, picture, image, { signal });
      return encodeForMatcher(ready, { encoded, pixels }, signal);
    },
  });

  const answers = new AnswerService({
    ...services,
    encodedByCaptioner: (picture, used, signal) => texts.encoded(picture, used, signal),
    encode: async (picture, { answerer }, signal) =>
      answerer.encode(await readPixels(services, picture, answerer.manifest.image, { signal }), signal),
  });

  async function unloadAnswerer(): Promise<void> {
    await answers.forget();
    const old = models.answerer;
    models.answerer = null;
    await old?.answerer.dispose();
  }

  async function unloadMatcher(): Promise<void> {
    await texts.forget('matcher');
    const old = models.matcher;
    models.matcher = null;
    await old?.matcher.dispose();
  }

  async function unload(): Promise<void> {
    await unloadMatcher();
    await unloadAnswerer();
    const old = models.captioner;
    models.captioner = null;
    runs.clear();
    prefetcher.clear();
    await texts.forget('all');
    await old?.engine.dispose();
  }

  return {
    load: async (request, context) => {
      const { captioner } = models;
      if (captioner && sameLoad(captioner.request, request)) return { value: captioner.description };
      models.captioner = await loadModel(services, request, context, unload);
      return { value: models.captioner.description };
    },

    matcher: async (request, context) => {
      if (!request) {
        await unloadMatcher();
        return { value: null };
      }
      const { matcher } = models;
      if (matcher && sameSource(matcher.request.source, request.source))
        return { value: matcher.description };
      const captioner = models.require().captioner;
      models.matcher = await loadMatcher(services, request, captioner, context, unloadMatcher);
      return { value: models.matcher.description };
    },

    answerer: async (request, context) => {
      if (!request) {
        await unloadAnswerer();
        return { value: null };
      }
      const { answerer } = models;
      if (answerer && sameSource(answerer.request.source, request.source))
        return { value: answerer.description };
      const { captioner } = models.require();
      models.answerer = await loadAnswerer(services, request, captioner, context, unloadAnswerer);
      return { value: models.answerer.description };
    },

    answer: async (request, { signal }) => ({
      value: await answers.answer(request, models.require(), signal),
    }),

    explainAnswer: async (request, { signal }) => {
      const value = await answers.explain(request, models.require(), signal);
      const { question, answer, whole } = value;
      return { value, transfer: buffersOf([...question.maps.flat(), ...answer.maps.flat(), ...whole]) };
    },

    caption: async ({ runId, picture: file, masked, settings }, context) => {
      const { engine, runtime } = models.require().captioner;
      const { signal, progress } = context;
      const watch = new Stopwatch();
      const picture = { file, masked };
      const reader: PictureReader = async (file, settings) =>
        (await prefetcher.take(runId)) ?? services.readPicture(file, settings);
      const pixels = await readPixels({ readPicture: reader }, picture, engine.manifest.image, context);
      watch.lap('image');
      const encoded = await engine.encode(pixels, signal);
      try {
        await workDone(runtime.execution);
        watch.lap('encode');
        progress({ type: 'encoded' });
        await nextTask();
        const run = await follow(engine.caption(encoded, settings, signal), context, watch);
        runs.add(runId, run);
        const times = watch.times();
        const captioned = { ...picture, encoded };
        const { matches, error, ms } = await rankCaptions(
          services,
          models.matcher,
          run.captions,
          captioned,
          context,
        );
        return {
          value: {
            captions: run.captions.map((caption, index) => ({ ...caption, match: matches[index] ?? null })),
            ms: { ...times, match: ms, total: times.total + (ms ?? 0) },
            matchError: error,
          },
          // The page owns these maps from here on; the run answers `attention` from its own record.
          transfer: buffersOf(run.captions.flatMap(({ maps }) => maps)),
        };
      } finally {
        encoded.dispose();
      }
    },

    prefetch: async (pictures) => {
      if (models.captioner) prefetcher.expect(pictures, models.captioner.engine.manifest.image);
      return { value: null };
    },

    attention: async ({ runId, caption, layer, head }) => {
      const maps = (await runs.get(runId)?.attention(caption, { layer, head })) ?? null;
      // Made for this answer, so the page may own them.
      return { value: maps, transfer: buffersOf(maps ?? []) };
    },

    explain: async (request, { signal }) => {
      const value = await texts.explain(request, models.require(), signal);
      return { value, transfer: buffersOf(value.maps.flat()) };
    },

    scoreText: async (request, { signal }) => {
      const value = await texts.scoreText(request, models.require(), signal);
      return { value, transfer: buffersOf(value.maps) };
    },

    matchText: async (request, { signal }) => ({
      value: await texts.match(request, models.require(), signal),
    }),

    embed: async (request, { signal }) => ({
      value: await texts.embed(request, models.require(), signal),
    }),

    testMap: async (request, { progress, signal }) => {
      const used = models.require();
      const { picture, score } = request;
      const turn = <T>(job: () => Promise<T>) => models.turn(used, job, signal);
      const read = (image: Engine['manifest']['image']) =>
        turn(() => readPixels(services, picture, image, { signal }));
      const subject =
        score.of === 'match'
          ? await matcherSubject(used.captioner, matcherOf(used), score.text, read)
          : await captionerSubject(used.captioner, score, read);
      return { value: await runMapTest(request, subject, { turn, progress, signal }) };
    },

    timeMatmuls: async ({ backend }, { signal }) => {
      const { timeMatmulsOn } = await importChunk(() => import('./matmul-benchmark.ts'));
      return { value: await timeMatmulsOn(services.runtimes, backend, signal) };
    },
  };
}

function sameLoad(a: LoadRequest, b: LoadRequest): boolean {
  return (
    a.backend === b.backend &&
    a.oneThread === b.oneThread &&
    sameSource(a.source, b.source) &&
    sameNames(a.slowGpus, b.slowGpus) &&
    sameNames(a.slowFp16Gpus, b.slowFp16Gpus)
  );
}

function sameNames(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.join() === b.join();
}

/** A picture and what is masked of it. */
type VisiblePicture = Pick<NamedPicture, 'file' | 'masked'>;

type CaptionedPicture = VisiblePicture & { encoded: EncodedImage };

/** The captions' matches and their milliseconds; nothing without a matcher, or when the run was cancelled. */
async function rankCaptions(
  services: CaptionServices,
  matcher: ReadyMatcher | null,
  captions: readonly Caption[],
  { encoded, ...picture }: CaptionedPicture,
  context: Context<'caption'>,
): Promise<Matches & { ms: number | null }> {
  if (!matcher || context.signal.aborted) return { matches: [], error: null, ms: null };
  const start = performance.now();
  // Copied, not transferred: the answer has the same maps.
  context.progress({ type: 'captions', captions: [...captions] });
  const { image } = matcher.matcher.manifest;
  const read = () => readPixels(services, picture, image, context);
  const ofPicture = { encoded: async () => encoded, pixels: read };
  const encode = () => encodeForMatcher(matcher, ofPicture, context.signal);
  const matches = await matchCaptions(matcher, captions, encode, context);
  return { ...matches, ms: performance.now() - start };
}

/** `pixel_values` [3, S, S]. @throws the signal's reason when cancelled while the picture was read. */
async function readPixels(
  { readPicture }: Pick<CaptionServices, 'readPicture'>,
  { file, masked }: VisiblePicture,
  settings: Engine['manifest']['image'],
  { progress, signal }: Pick<Context<'caption'>, 'signal'> & Partial<Context<'caption'>>,
): Promise<Float32Array> {
  const { width, height, pixelValues } = await readPicture(file, settings);
  progress?.({ type: 'image', width, height });
  await nextTask();
  signal.throwIfAborted();
  return maskRegions(pixelValues, masked, settings.size);
}

/** Sends every event to the page as it comes, with its map; a cancel takes effect between two events. */
async function follow(
  events: AsyncGenerator<CaptionEvent, FinishedRun>,
  { progress }: Context<'caption'>,
  watch: Stopwatch,
): Promise<FinishedRun> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    watch.firstToken();
    progress(next.value, buffersOf([next.value.map]));
    await nextTask();
  }
}

/** Several maps may share a buffer, which can be transferred only once. */
function buffersOf(maps: readonly PatchMap[]): ArrayBuffer[] {
  const buffers = new Set(maps.map(({ buffer }) => buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}
