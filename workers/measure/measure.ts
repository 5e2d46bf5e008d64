/** Times a captioner, part by part. Times are told, never judged. */
import type {
  BenchAmounts,
  BenchProgress,
  BenchTimes,
  BenchWords,
  CaptionSettings,
} from '../../core/protocol/index.ts';
import type { MeasuredDecoder, SeenPicture, Subject } from './subject.ts';

export interface MeasureOptions {
  amounts: BenchAmounts;
  /** The prompt's ids, start token first. */
  prompt: readonly number[];
  /** `pixel_values` of a picture from its file, by a number from 0 that may be beyond the last picture. */
  pixels(index: number): Promise<Float32Array>;
  progress(progress: BenchProgress): void;
  signal: AbortSignal;
}

const CAPTIONS = 3;
/** Greedy captions that are compared between subjects. */
const COMPARED = 3;
const SEED = 7;

/** Each part once unmeasured, so that nothing is compiled while the clock runs. Rejects with the signal's reason. */
export async function measure(subject: Subject, options: MeasureOptions): Promise<BenchTimes> {
  const looked = await timeLooking(subject, options);
  const steps: BenchTimes['steps'] = [];
  for (const captions of options.amounts.captions) {
    steps.push({ captions, ms: await timeSteps(subject, captions, options) });
  }
  const threeCaptions = await timeCaptions(subject, options);
  const maps = await timeMaps(subject, options);
  const folder = await timeFolder(subject, options);
  const gradCam = await timeGradCam(subject, options);
  return { ...looked, steps, threeCaptions, maps, folder, gradCam };
}

/** What the captioner says of the first pictures, greedily. */
export async function wordsOf(subject: Subject, options: MeasureOptions): Promise<BenchWords> {
  const settings = { ...subject.manifest.generation, method: 'greedy', seed: 0 } as const;
  const words: BenchWords = [];
  for (let index = 0; index < COMPARED; index++) {
    options.signal.throwIfAborted();
    words.push(...(await subject.caption(await options.pixels(index), settings)));
  }
  return words;
}

async function timeLooking(
  subject: Subject,
  options: MeasureOptions,
): Promise<Pick<BenchTimes, 'encode' | 'keysValues'>> {
  const times: Pick<BenchTimes, 'encode' | 'keysValues'> = { encode: [], keysValues: [] };
  const pixels = await options.pixels(0);
  await repeat('encode', options, async (warm) => {
    let start = performance.now();
    const picture = await subject.look(pixels, (part) => {
      const now = performance.now();
      if (warm) times[part].push(now - start);
      start = now;
    });
    picture.dispose();
  });
  return times;
}

async function timeSteps(subject: Subject, captions: number, options: MeasureOptions): Promise<number[]> {
  const times: number[] = [];
  await withPicture(subject, options, (picture) =>
    repeat('step', options, async (warm) => {
      await decode(picture, captions, options, (ms) => {
        if (warm) times.push(ms);
      });
    }),
  );
  return times;
}

/** Says the same word over and over: what a step costs does not depend on it. */
async function decode(
  picture: SeenPicture,
  captions: number,
  { amounts, prompt, signal }: MeasureOptions,
  onStep: (ms: number) => void,
  onEnd: (decoder: MeasuredDecoder) => Promise<void> = async () => {},
): Promise<void> {
  const maxLength = prompt.length + amounts.words;
  const decoder = picture.decoder({ batch: captions, promptLength: prompt.length, maxLength });
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
  // A least length that is the greatest too: no caption ends early.
  const length = options.prompt.length + options.amounts.words;
  const lengths = { minLength: length, maxLength: length };
  const settings: CaptionSettings = {
    ...generation,
    ...lengths,
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
  const draw = async (decoder: MeasuredDecoder) => {
    times.push(...(await timed('maps', options, () => decoder.maps(options.amounts.words))));
  };
  await withPicture(subject, options, (picture) => decode(picture, 1, options, () => {}, draw));
  return times;
}

/** As a person captions a folder: the defaults, one picture after the other, files and all. */
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

async function timeGradCam(subject: Subject, options: MeasureOptions): Promise<number[]> {
  if (!subject.explainer) return [];
  const explainer = await subject.explainer();
  const { prompt, amounts } = options;
  const ids = [...prompt, ...new Array<number>(amounts.words).fill(prompt.at(-1)!)];
  try {
    return await withPicture(subject, options, (picture) =>
      timed('gradCam', options, () => explainer.explain(picture, ids)),
    );
  } finally {
    await explainer.dispose();
  }
}

async function withPicture<T>(
  subject: Subject,
  { pixels }: MeasureOptions,
  job: (picture: SeenPicture) => Promise<T>,
): Promise<T> {
  const picture = await subject.look(await pixels(0));
  try {
    return await job(picture);
  } finally {
    picture.dispose();
  }
}

async function timed(
  stage: BenchProgress['stage'],
  options: MeasureOptions,
  job: () => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  await repeat(stage, options, async (warm) => {
    const start = performance.now();
    await job();
    if (warm) times.push(performance.now() - start);
  });
  return times;
}

/** Once to warm up, then as often as asked. */
async function repeat(
  stage: BenchProgress['stage'],
  { amounts: { repeats }, progress, signal }: MeasureOptions,
  job: (warm: boolean) => Promise<void>,
): Promise<void> {
  for (let done = -1; done < repeats; done++) {
    signal.throwIfAborted();
    progress({ stage, done: Math.max(done, 0), total: repeats });
    await job(done >= 0);
  }
}
