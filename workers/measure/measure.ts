/** Times a captioner, part by part. */

import type { ExplainSource } from '../../core/explain.ts';
import type {
  BenchAmounts,
  BenchMeasured,
  BenchProgress,
  BenchTimes,
  CaptionSettings,
} from '../../core/protocol/index.ts';
import { createExplainer, type EngineOptions } from '../engine/index.ts';
import { disposeAfter, type MeasuredDecoder, type MeasuredImage, type Subject } from './subject.ts';

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
const SAMPLING = { method: 'nucleus', seed: 7 } as const;

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
export async function measure(
  subject: Subject,
  options: MeasureOptions,
): Promise<Omit<BenchTimes, 'gradCam'>> {
  const encoding = await timeEncoding(subject, options);
  const steps: BenchTimes['steps'] = [];
  for (const captions of options.amounts.captions) {
    steps.push({ captions, ms: await timeSteps(subject, captions, options) });
  }
  const threeCaptions = await timeCaptions(subject, options);
  const batches = await timeBatches(subject, options);
  const maps = await timeMaps(subject, options);
  return { ...encoding, steps, threeCaptions, batches, maps, folder: await timeFolder(subject, options) };
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
  const pixels = await options.pixels(0);
  const laps = await repeat('encode', options, async () => {
    const ms: { encode?: number; keysValues?: number } = {};
    let start = performance.now();
    const image = await subject.encode(pixels, (part) => {
      const now = performance.now();
      ms[part] = now - start;
      start = now;
    });
    image.dispose();
    return ms;
  });
  const of = (part: 'encode' | 'keysValues') => laps.flatMap((ms) => ms[part] ?? []);
  return { encode: of('encode'), keysValues: of('keysValues') };
}

async function timeSteps(subject: Subject, captions: number, options: MeasureOptions): Promise<number[]> {
  const times = await disposeAfter(subject.encode(await options.pixels(0)), (image) =>
    repeat('step', options, () =>
      disposeAfter(openDecoder(image, captions, options), (decoder) => decode(decoder, captions, options)),
    ),
  );
  return times.flat();
}

function openDecoder(image: MeasuredImage, batch: number, { prompt, amounts }: MeasureOptions) {
  const promptLength = prompt.length;
  return image.decoder({ batch, promptLength, maxLength: promptLength + amounts.words });
}

/** Decodes the same token over and over: the time of a step does not depend on it. Milliseconds of every step. */
async function decode(
  decoder: MeasuredDecoder,
  captions: number,
  { amounts, prompt, signal }: MeasureOptions,
): Promise<number[]> {
  const all = (id: number) => new Array<number>(captions).fill(id);
  for (const [position, id] of prompt.slice(0, -1).entries()) await decoder.feed(all(id), position);
  const times: number[] = [];
  for (let word = 0; word < amounts.words; word++) {
    signal.throwIfAborted();
    times.push(await elapsed(() => decoder.step(all(prompt.at(-1)!), prompt.length - 1 + word)));
  }
  return times;
}

/** Equal bounds: no caption ends early. */
function fixedLength(subject: Subject, { prompt, amounts }: MeasureOptions): CaptionSettings {
  const length = prompt.length + amounts.words;
  const lengths = { minLength: length, maxLength: length };
  return { ...subject.manifest.generation, ...lengths, ...SAMPLING, numCaptions: CAPTIONS };
}

async function timeBatches(subject: Subject, options: MeasureOptions): Promise<BenchTimes['batches']> {
  if (!subject.captionBatch) return [];
  const settings = fixedLength(subject, options);
  const batches: BenchTimes['batches'] = [];
  for (const pictures of options.amounts.batches) {
    const numbers = Array.from({ length: pictures }, (_, index) => index);
    const pixels = await Promise.all(numbers.map((index) => options.pixels(index)));
    const ms = await repeat('batches', options, () => elapsed(() => subject.captionBatch!(pixels, settings)));
    batches.push({ pictures, ms });
  }
  return batches;
}

async function timeCaptions(subject: Subject, options: MeasureOptions): Promise<number[]> {
  const settings = fixedLength(subject, options);
  return repeat('captions', options, () =>
    elapsed(async () => subject.caption(await options.pixels(0), settings)),
  );
}

async function timeMaps(subject: Subject, options: MeasureOptions): Promise<number[]> {
  return disposeAfter(subject.encode(await options.pixels(0)), (image) =>
    disposeAfter(openDecoder(image, 1, options), async (decoder) => {
      if (!decoder.maps) return [];
      await decode(decoder, 1, options);
      return repeat('maps', options, () => elapsed(() => decoder.maps!(options.amounts.words)));
    }),
  );
}

/** The default settings, one picture after the other, from the files. */
async function timeFolder(subject: Subject, options: MeasureOptions): Promise<BenchTimes['folder']> {
  const { amounts, signal, progress } = options;
  const settings: CaptionSettings = { ...subject.manifest.generation, ...SAMPLING };
  let [pictures, ms] = [0, 0];
  while (pictures < amounts.pictures && ms < 1000 * amounts.folderSeconds) {
    signal.throwIfAborted();
    progress({ stage: 'folder', done: pictures, total: amounts.pictures });
    ms += await elapsed(async () => subject.caption(await options.pixels(pictures), settings));
    pictures += 1;
  }
  return { pictures, ms };
}

async function timeGradCam(
  loading: EngineOptions | null,
  options: MeasureOptions,
): Promise<BenchTimes['gradCam']> {
  const times: BenchTimes['gradCam'] = { caption: [], itm: [] };
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
  const ids = [...start, ...new Array<number>(options.amounts.words).fill(options.prompt.at(-1)!)];
  const pixels = await options.pixels(0);
  return disposeAfter(createExplainer(loading, { source, method: 'grad-cam' }), (explainer) =>
    disposeAfter(explainer.encode(pixels), (image) =>
      repeat('gradCam', options, () => elapsed(() => explainer.explain(image, ids))),
    ),
  );
}

/** Milliseconds. */
async function elapsed(job: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await job();
  return performance.now() - start;
}

/** Once to warm up, then as often as requested; the results of the latter. */
async function repeat<T>(
  stage: BenchProgress['stage'],
  { amounts: { repeats }, progress, signal }: MeasureOptions,
  job: () => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (let done = -1; done < repeats; done++) {
    signal.throwIfAborted();
    progress({ stage, done: Math.max(done, 0), total: repeats });
    const result = await job();
    if (done >= 0) results.push(result);
  }
  return results;
}
