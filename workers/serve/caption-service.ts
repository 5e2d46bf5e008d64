/**
 * The caption worker's answers: one captioner loaded at a time, a matcher beside it if one is wanted, and the last
 * runs kept for questions about attention.
 */
import {
  type CaptionEvent,
  type EncodedImage,
  type Engine,
  EngineError,
  type FinishedRun,
} from '../engine/index.ts';
import type { DecodedImage } from '../image/decode.ts';
import { preprocess } from '../image/preprocess.ts';
import type { Caption, EngineKind, LoadRequest, PatchMap } from '../protocol.ts';
import { workDone } from '../runtime/gpu.ts';
import { TextDesk } from './explain-texts.ts';
import { encodeForMatcher, loadMatcher, type ReadyMatcher, sameSource } from './load-matcher.ts';
import { type LoadServices, loadModel, type ReadyModel } from './load-model.ts';
import { type Matches, matchCaptions } from './match-captions.ts';
import { nextTask } from './next-task.ts';
import { RecentRuns } from './recent-runs.ts';
import type { Context, Handlers } from './serve.ts';
import { Stopwatch } from './stopwatch.ts';

export interface CaptionServices extends LoadServices {
  decodeImage: (file: Blob) => Promise<DecodedImage>;
}

/** Loads and captions share the one runtime; the others read what is in memory. */
export const QUEUED: Record<EngineKind, boolean> = {
  load: true,
  matcher: true,
  caption: true,
  attention: false,
  explain: true,
  judge: true,
};

/** Loading replaces the model; captions throw an `EngineError` while there is none. */
export function createCaptionService(services: CaptionServices): Handlers<EngineKind> {
  const runs = new RecentRuns();
  let current: ReadyModel | null = null;
  let beside: ReadyMatcher | null = null;
  const desk = new TextDesk({
    ...services,
    encode: async (file, { engine }, signal) =>
      engine.encode(await readPixels(services, file, engine.manifest.image, { signal }), signal),
    encodeForMatcher: (file, encoded, ready, signal) => {
      const { image } = ready.matcher.manifest;
      const pixels = () => readPixels(services, file, image, { signal });
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
    await desk.forget('all');
    await old?.engine.dispose();
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

    caption: async ({ runId, image, settings }, context) => {
      const { engine, runtime } = loaded(current);
      const { signal, progress } = context;
      const watch = new Stopwatch();
      const pixels = await readPixels(services, image, engine.manifest.image, context);
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
        const picture = { file: image, encoded };
        const { matches, error, ms } = await judge(services, beside, run.captions, picture, context);
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
  };
}

function loaded(model: ReadyModel | null): ReadyModel {
  if (model) return model;
  throw new EngineError('unknown', 'No model is loaded. Load one first.');
}

function sameLoad(a: LoadRequest, b: LoadRequest): boolean {
  return a.backend === b.backend && sameSource(a.source, b.source);
}

interface CaptionedPicture {
  file: Blob;
  encoded: EncodedImage;
}

/** The captions' matches and the milliseconds they took; nothing without a matcher, or when the run was cancelled. */
async function judge(
  services: CaptionServices,
  beside: ReadyMatcher | null,
  captions: readonly Caption[],
  { file, encoded }: CaptionedPicture,
  context: Context<'caption'>,
): Promise<Matches & { ms: number | null }> {
  if (!beside || context.signal.aborted) return { matches: [], error: null, ms: null };
  const start = performance.now();
  // Copied, not handed over: the answer brings the maps once more.
  context.progress({ type: 'captions', captions: [...captions] });
  const { image } = beside.matcher.manifest;
  const read = () => readPixels(services, file, image, context);
  const encode = () => encodeForMatcher(beside, { encoded, pixels: read }, context.signal);
  const matches = await matchCaptions(beside, captions, encode, context);
  return { ...matches, ms: performance.now() - start };
}

async function readPixels(
  { decodeImage }: CaptionServices,
  file: Blob,
  settings: Engine['manifest']['image'],
  { progress, signal }: Pick<Context<'caption'>, 'signal'> & Partial<Context<'caption'>>,
): Promise<Float32Array> {
  const picture = await decodeImage(file);
  try {
    progress?.({ type: 'image', width: picture.width, height: picture.height });
    await nextTask();
    signal.throwIfAborted();
    return preprocess(picture, settings);
  } finally {
    picture.close();
  }
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
