/** Whether a device computes what the CPU does: a model's numbers for a synthetic picture. */
import {
  createAnswerer,
  createEngine,
  createMatcher,
  type EncodedImage,
  type EngineOptions,
} from '../../workers/engine/index.ts';

/** What a model computes, by name. */
export type Numbers = Record<string, Float32Array>;

export interface Probed {
  numbers: Numbers;
  /** Of the second run: the first one compiles. */
  ms: number;
}

/**
 * Runs the parts of a model that its capabilities have in common, twice. Graphs that are not run have no other operators.
 * @throws as loading and running a model do
 */
export async function probe(options: EngineOptions): Promise<Probed> {
  const { capabilities } = options.bundle.manifest;
  const parts: ((options: EngineOptions) => Promise<Probed>)[] = [];
  if (capabilities.includes('caption')) parts.push(captionNumbers);
  if (capabilities.includes('match') || capabilities.includes('contrast')) parts.push(matchNumbers);
  if (capabilities.includes('answer') && !capabilities.includes('caption')) parts.push(answerNumbers);
  const probed: Probed = { numbers: {}, ms: 0 };
  for (const part of parts) {
    const { numbers, ms } = await part(options);
    Object.assign(probed.numbers, numbers);
    probed.ms += ms;
  }
  return probed;
}

/** Every value between black and white. */
function syntheticPicture({ bundle: { manifest } }: EngineOptions): Float32Array {
  const { size } = manifest.image;
  return Float32Array.from({ length: 3 * size * size }, (_, i) => 2 * Math.sin(i * i * 1e-3));
}

async function captionNumbers(options: EngineOptions): Promise<Probed> {
  const engine = await createEngine(options);
  const pixels = syntheticPicture(options);
  const run = async () => ({
    image_embeds: embeds(await engine.encode(pixels)),
    next_log_probs: await engine.nextLogProbs(pixels),
  });
  return twice(run).finally(() => engine.dispose());
}

async function answerNumbers(options: EngineOptions): Promise<Probed> {
  const answerer = await createAnswerer(options);
  const pixels = syntheticPicture(options);
  const run = async () => ({ image_embeds: embeds(await answerer.encode(pixels)) });
  return twice(run).finally(() => answerer.dispose());
}

function embeds(image: EncodedImage): Float32Array {
  const values = Float32Array.from(image.imageEmbeds.data as Float32Array);
  image.dispose();
  return values;
}

const TEXT = 'a red square next to a blue circle';

async function matchNumbers(options: EngineOptions): Promise<Probed> {
  const matcher = await createMatcher(options);
  const run = async () => {
    const image = await matcher.encode(syntheticPicture(options));
    try {
      const [match] = await matcher.match(image, [TEXT]);
      const numbers = [...(match?.itm?.logits ?? []), ...(match?.itc ? [match.itc.cosine] : [])];
      return { match: Float32Array.from(numbers) };
    } finally {
      image.dispose();
    }
  };
  return twice(run).finally(() => matcher.dispose());
}

async function twice(run: () => Promise<Numbers>): Promise<Probed> {
  await run();
  const start = performance.now();
  const numbers = await run();
  return { numbers, ms: performance.now() - start };
}

/** In nats, as for fp16 in the page: an eighth of what 4 bits cost. */
const MAX_DIVERGENCE = 1e-3;
/** Of the largest value: tensor cores that round to 10 bits stay below, wrong kernels do not. */
const MAX_DIFFERENCE = 5e-3;

/** What differs too much, in words; null where nothing does. */
export function disagreement(expected: Numbers, actual: Numbers): string | null {
  for (const [name, values] of Object.entries(expected)) {
    const others = actual[name] ?? new Float32Array();
    if (name === 'next_log_probs') {
      const nats = divergence(values, others);
      // NaN is not small enough either.
      if (!(nats <= MAX_DIVERGENCE))
        return `the next word's probabilities differ by ${nats.toPrecision(2)} nats`;
    } else {
      const { difference, largest } = largestDifference(values, others);
      if (!(difference <= MAX_DIFFERENCE * largest))
        return `${name} differs by ${difference.toPrecision(2)} of ${largest.toPrecision(3)}`;
    }
  }
  return null;
}

/** KL(expected‖actual) of log-probabilities. */
function divergence(expected: Float32Array, actual: Float32Array): number {
  return expected.reduce((sum, logP, id) => sum + Math.exp(logP) * (logP - actual[id]!), 0);
}

export function largestDifference(
  expected: Float32Array,
  actual: Float32Array,
): { difference: number; largest: number } {
  let [difference, largest] = [0, 0];
  for (const [index, value] of expected.entries()) {
    const each = Math.abs(value - actual[index]!);
    if (!(each <= difference)) difference = each;
    largest = Math.max(largest, Math.abs(value));
    if (Number.isNaN(difference)) break;
  }
  return { difference, largest };
}
