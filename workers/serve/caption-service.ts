/**
 * The caption worker's answers: one captioner loaded at a time, a matcher beside it if one is wanted, and the last
 * runs kept for questions about attention.
 */

import type { Caption, EngineKind, LoadRequest, NamedPicture, PatchMap } from '../../core/protocol/index.ts';
import {
  type CaptionEvent,
  type EncodedImage,
  type Engine,
  EngineError,
  type FinishedRun,
  type SerialQueue,
} from '../engine/index.ts';
import type { PictureReader } from '../image/decode.ts';
import { maskRegions } from '../image/index.ts';
import { workDone } from '../runtime/gpu.ts';
import { type Models, matcherOf, TextDesk } from './explain-texts.ts';
import { encodeForMatcher, loadMatcher, type ReadyMatcher, sameSource } from './load-matcher.ts';
import { type LoadServices, loadModel, type ReadyModel } from './load-model.ts';
import { runMapTest } from './map-test.ts';
import { captionerSubject, matcherSubject } from './map-test-subjects.ts';
import { type Matches, matchCaptions } from './match-captions.ts';
import { nextTask } from './next-task.ts';
import { ReadAhead } from './prefetch.ts';
import { RecentRuns } from './recent-runs.ts';
import type { Context, Handlers } from './serve.ts';
import { Stopwatch } from './stopwatch.ts';

export interface CaptionServices extends LoadServices {
  readPicture: PictureReader;
  /** The server's: what takes long takes a turn for each step, and lets others in between. */
  turns: SerialQueue;
}

/** Loading replaces the model; captions throw an `EngineError` while there is none. */
export function createCaptionService(services: CaptionServices): Handlers<EngineKind> {
  const runs = new RecentRuns();
  const ahead = new ReadAhead(services.readPicture);
  let current: ReadyModel | null = null;
  let beside: ReadyMatcher | null = null;
  const desk = new TextDesk({
    ...services,
    encode: async (picture, { engine }, signal) =>
      engine.encode(await readPixels(services, picture, engine.manifest.image, { signal }), signal),
    encodeForMatcher: (picture, encoded, ready, signal) => {
      const { image } = ready.matcher.manifest;
      const pixels = () => readPixels(services, picture, image, { signal });
      return encodeForMatcher(ready, { encoded, pixels }, signal);
    },
  });

  async function unloadMatcher(): Promise<void> {
    await desk.forget('matcher');
    const old = beside;
    beside = null;
    await old?.matcher.dispose();
  }

  async function unload(): Promise<void> {
    await unloadMatcher();
    const old = current;
    current = null;
    runs.clear();
    ahead.clear();
    await desk.forget('all');
    await old?.engine.dispose();
  }

  /** A turn of the models that a long job began with. Throws an `EngineError` once they are others. */
  function turnOf<T>(models: Models, job: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return services.turns.run(() => {
      if (current === models.captioner && beside === models.beside) return job();
      throw new EngineError('unknown', 'Another model was loaded meanwhile. Try again with this one.');
    }, signal);
  }

  return {
    load: async (request, context) => {
      if (current && sameLoad(current.request, request)) return { value: current.description };
      current = await loadModel(services, request, context, unload);
      return { value: current.description };
    },

    matcher: async (request, context) => {
      if (!request) {
        await unloadMatcher();
        return { value: null };
      }
      if (beside && sameSource(beside.request.source, request.source)) return { value: beside.description };
      beside = await loadMatcher(services, request, loaded(current), context, unloadMatcher);
      return { value: beside.description };
    },

    caption: async ({ runId, image, hidden, settings }, context) => {
      const { engine, runtime } = loaded(current);
      const { signal, progress } = context;
      const watch = new Stopwatch();
      const picture = { file: image, hidden };
      const reader: PictureReader = async (file, settings) =>
        (await ahead.take(runId)) ?? services.readPicture(file, settings);
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
        const { matches, error, ms } = await judge(services, beside, run.captions, captioned, context);
        return {
          value: {
            captions: run.captions.map((caption, index) => ({ ...caption, match: matches[index] ?? null })),
            ms: { ...times, match: ms, total: times.total + (ms ?? 0) },
            matchError: error,
          },
          // The page owns these maps from here on; the run answers from its own record of the attention.
          transfer: buffersOf(run.captions.flatMap(({ maps }) => maps)),
        };
      } finally {
        encoded.dispose();
      }
    },

    ahead: async (pictures) => {
      if (current) ahead.expect(pictures, current.engine.manifest.image);
      return { value: null };
    },

    attention: async ({ runId, caption, layer, head }) => {
      const maps = (await runs.get(runId)?.attention(caption, { layer, head })) ?? null;
      // Made for this answer: the page's from here on.
      return { value: maps, transfer: buffersOf(maps ?? []) };
    },

    explain: async (request, { signal }) => {
      const value = await desk.explain(request, { captioner: loaded(current), beside }, signal);
      return { value, transfer: buffersOf(value.maps.flat()) };
    },

    judge: async (request, { signal }) => {
      const value = await desk.judge(request, { captioner: loaded(current), beside }, signal);
      return { value, transfer: buffersOf(value.maps) };
    },

    testMap: async (request, { progress, signal }) => {
      const models = { captioner: loaded(current), beside };
      const { picture, score } = request;
      const turn = <T>(job: () => Promise<T>) => turnOf(models, job, signal);
      const read = (image: Engine['manifest']['image']) =>
        turn(() => readPixels(services, picture, image, { signal }));
      const subject =
        score.of === 'match'
          ? await matcherSubject(models.captioner, matcherOf(models), score.text, read)
          : await captionerSubject(models.captioner, score, read);
      return { value: await runMapTest(request, subject, { turn, progress, signal }) };
    },

    timeMatmuls: async ({ backend }, { signal }) => {
      const { timeMatmulsOn } = await import('../measure/matmul-benchmark.ts');
      return { value: await timeMatmulsOn(services.runtimes, backend, signal) };
    },
  };
}

function loaded(model: ReadyModel | null): ReadyModel {
  if (model) return model;
  throw new EngineError('unknown', 'No model is loaded. Load one first.');
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

/** What is read of a picture: all but the hidden. */
type VisiblePicture = Pick<NamedPicture, 'file' | 'hidden'>;

type CaptionedPicture = VisiblePicture & { encoded: EncodedImage };

/** The captions' matches and the milliseconds they took; nothing without a matcher, or when the run was cancelled. */
async function judge(
  services: CaptionServices,
  beside: ReadyMatcher | null,
  captions: readonly Caption[],
  { encoded, ...picture }: CaptionedPicture,
  context: Context<'caption'>,
): Promise<Matches & { ms: number | null }> {
  if (!beside || context.signal.aborted) return { matches: [], error: null, ms: null };
  const start = performance.now();
  // Copied, not handed over: the answer brings the maps once more.
  context.progress({ type: 'captions', captions: [...captions] });
  const { image } = beside.matcher.manifest;
  const read = () => readPixels(services, picture, image, context);
  const encode = () => encodeForMatcher(beside, { encoded, pixels: read }, context.signal);
  const matches = await matchCaptions(beside, captions, encode, context);
  return { ...matches, ms: performance.now() - start };
}

/** `pixel_values` [3, S, S]. A cancel that came while the picture was read is heard. */
async function readPixels(
  { readPicture }: Pick<CaptionServices, 'readPicture'>,
  { file, hidden }: VisiblePicture,
  settings: Engine['manifest']['image'],
  { progress, signal }: Pick<Context<'caption'>, 'signal'> & Partial<Context<'caption'>>,
): Promise<Float32Array> {
  const { width, height, pixelValues } = await readPicture(file, settings);
  progress?.({ type: 'image', width, height });
  await nextTask();
  signal.throwIfAborted();
  return maskRegions(pixelValues, hidden, settings.size);
}

/** Hands every event to the page as it comes, with its map, and hears a cancel between them. */
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

/** Several maps may lie in one buffer, which can be handed over only once. */
function buffersOf(maps: readonly PatchMap[]): ArrayBuffer[] {
  const buffers = new Set(maps.map(({ buffer }) => buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}
