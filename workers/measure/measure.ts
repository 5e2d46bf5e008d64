/** Times a captioner, part by part. */

import type { ExplainSource } from '../../core/explain.ts';
import type {
  BenchAmounts,
  BenchMeasured,
  BenchProgress,
  BenchTimes,
  CaptionSettings,
  GradCamTimes,
} from '../../core/protocol/index.ts';
import { createExplainer, type EngineOptions } from '../engine/index.ts';
import type { MeasuredDecoder, MeasuredImage, Subject } from './subject.ts';

export interface MeasureOptions {
  amounts: BenchAmounts;
  /** The prompt's ids, start token first. */
  prompt: readonly number[];
  /** `pixel_values` of the picture with this number, from its file; numbers go round after the last picture. */
  pixels(index: number): Promise<Float32Array>;
  progress(progress: BenchProgress): void;
  signal: AbortSignal;
}

const CAPTIONS = 3;
/** Greedy captions that are compared between subjects. */
const COMPARED = 3;
const SEED = 7;

/**
 * Times every part, and disposes the subject before its explainers are loaded: the two never need memory at the same time.
 *
 * @throws the signal's reason.
 */
export async function measureAll(
  subject: Subject,
  options: MeasureOptions,
): Promise<Pick<BenchMeasured, 'times' | 'captions'>> {
  const times = await measure(subject, options);
  const captions = await greedyCaptions(subject, options);
  await subject.dispose();
  return { times: { ...times, gradCam: await timeGradCam(subject.explainOptions, options) }, captions };
}

/** Every part of captioning, each run once before it is timed, so that nothing is compiled meanwhile. */
export async function measure(subject: Subject, options: MeasureOptions): Promise<BenchTimes> {
  const encoding = await timeEncoding(subject, options);
  const steps: BenchTimes['steps'] = [];
  for (const captions of options.amounts.captions) {
    steps.push({ captions, ms: await timeSteps(subject, captions, options) });
  }
  const threeCaptions = await timeCaptions(subject, options);
  const maps = await timeMaps(subject, options);
  return { ...encoding, steps, threeCaptions, maps, folder: await timeFolder(subject, options) };
}

/** Token ids of the greedy captions of the first pictures. */
export async function greedyCaptions(subject: Subject, options: MeasureOptions): Promise<number[][]> {
  const settings = { ...subject.manifest.generation, method: 'greedy', seed: 0 } as const;
  const captions: number[][] = [];
  for (let index = 0; index < COMPARED; index++) {
    options.signal.throwIfAborted();
    captions.push(...(await subject.caption(await options.pixels(index), settings)));
  }
  return captions;
}

async function timeEncoding(
  subject: Subject,
  options: MeasureOptions,
): Promise<Pick<BenchTimes, 'encode' | 'keysValues'>> {
  const times: Pick<BenchTimes, 'encode' | 'keysValues'> = { encode: [], keysValues: [] };
  const pixels = await options.pixels(0);
  await repeat('encode', options, async (isTimed) => {
    let start = performance.now();
    const image = await subject.encode(pixels, (part) => {
      const now = performance.now();
      if (isTimed) times[part].push(now - start);
      start = now;
    });
    image.dispose();
  });
  return times;
}

async function timeSteps(subject: Subject, captions: number, options: MeasureOptions): Promise<number[]> {
  const times: number[] = [];
  await withImage(subject.encode(await options.pixels(0)), (image) =>
    repeat('step', options, async (isTimed) => {
      await decode(image, captions, options, (ms) => {
        if (isTimed) times.push(ms);
      });
    }),
  );
  return times;
}

/** Decodes the same token over and over: the time of a step does not depend on it. */
async function decode(
  image: MeasuredImage,
  captions: number,
  { amounts, prompt, signal }: MeasureOptions,
  onStep: (ms: number) => void,
  onEnd: (decoder: MeasuredDecoder) => Promise<void> = async () => {},
): Promise<void> {
  const maxLength = prompt.length + amounts.words;
  const decoder = image.decoder({ batch: captions, promptLength: prompt.length, maxLength });
  const all = (id: number) => new Array<number>(captions).fill(id);
  try {
    for (const [position, id] of prompt.slice(0, -1).entries()) await decoder.feed(all(id), position);
    for (let position = prompt.length - 1; position < maxLength - 1; position++) {
      signal.throwIfAborted();
      const start = performance.now();
      await decoder.step(all(prompt.at(-1)!), position);
      onStep(performance.now() - start);
    }
    await onEnd(decoder);
  } finally {
    decoder.dispose();
  }
}

async function timeCaptions(subject: Subject, options: MeasureOptions): Promise<number[]> {
  const { generation } = subject.manifest;
  // Equal bounds: no caption ends early.
  const length = options.prompt.length + options.amounts.words;
  const settings: CaptionSettings = {
    ...generation,
    minLength: length,
    maxLength: length,
    numCaptions: CAPTIONS,
    method: 'nucleus',
    seed: SEED,
  };
  return timed('captions', options, async () => {
    await subject.caption(await options.pixels(0), settings);
  });
}

async function timeMaps(subject: Subject, options: MeasureOptions): Promise<number[]> {
  const times: number[] = [];
  if (!subject.hasMaps) return times;
  const readMaps = async (decoder: MeasuredDecoder) => {
    times.push(...(await timed('maps', options, () => decoder.maps(options.amounts.words))));
  };
  await withImage(subject.encode(await options.pixels(0)), (image) =>
    decode(image, 1, options, () => {}, readMaps),
  );
  return times;
}

/** The default settings, one picture after the other, from the files. */
async function timeFolder(subject: Subject, options: MeasureOptions): Promise<BenchTimes['folder']> {
  const { amounts, signal, progress } = options;
  const settings: CaptionSettings = { ...subject.manifest.generation, method: 'nucleus', seed: SEED };
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  let pictures = 0;
  while (pictures < amounts.pictures && elapsed() < 1000 * amounts.folderSeconds) {
    signal.throwIfAborted();
    progress({ stage: 'folder', done: pictures, total: amounts.pictures });
    await subject.caption(await options.pixels(pictures), settings);
    pictures += 1;
  }
  return { pictures, ms: elapsed() };
}

async function timeGradCam(loading: EngineOptions | null, options: MeasureOptions): Promise<GradCamTimes> {
  const times: GradCamTimes = { caption: [], itm: [] };
  if (!loading) return times;
  const { graphs, text } = loading.bundle.manifest;
  if (graphs.explain_caption) times.caption = await timeSource('caption', options.prompt, loading, options);
  if (graphs.explain_itm) times.itm = await timeSource('itm', [text.encId], loading, options);
  return times;
}

async function timeSource(
  source: ExplainSource,
  start: readonly number[],
  loading: EngineOptions,
  options: MeasureOptions,
): Promise<number[]> {
  const explainer = await createExplainer(loading, { source, method: 'grad-cam' });
  const ids = [...start, ...new Array<number>(options.amounts.words).fill(options.prompt.at(-1)!)];
  try {
    return await withImage(explainer.encode(await options.pixels(0)), (image) =>
      timed('gradCam', options, async () => void (await explainer.explain(image, ids))),
    );
  } finally {
    await explainer.dispose();
  }
}

async function withImage<Image extends { dispose(): void }, T>(
  encoding: Promise<Image>,
  job: (image: Image) => Promise<T>,
): Promise<T> {
  const image = await encoding;
  try {
    return await job(image);
  } finally {
    image.dispose();
  }
}

async function timed(
  stage: BenchProgress['stage'],
  options: MeasureOptions,
  job: () => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  await repeat(stage, options, async (isTimed) => {
    const start = performance.now();
    await job();
    if (isTimed) times.push(performance.now() - start);
  });
  return times;
}

/** Once to warm up, then as often as requested. */
async function repeat(
  stage: BenchProgress['stage'],
  { amounts: { repeats }, progress, signal }: MeasureOptions,
  job: (isTimed: boolean) => Promise<void>,
): Promise<void> {
  for (let done = -1; done < repeats; done++) {
    signal.throwIfAborted();
    progress({ stage, done: Math.max(done, 0), total: repeats });
    await job(done >= 0);
  }
}
