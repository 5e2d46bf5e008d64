/** How far a bundle's captions and matches are from those of fp32. */
import { openModel } from '../../cli/model.ts';
import { readPicture } from '../../cli/picture-files.ts';
import { createMatcher, type EngineOptions, type Match } from '../../workers/engine/index.ts';
import { logSoftmax } from '../../workers/engine/parts.ts';
import { preprocess } from '../../workers/image/index.ts';
import { engineSubject } from '../../workers/measure/engine-subject.ts';
import { disposeAfter, promptIds, type Subject } from '../../workers/measure/subject.ts';
import { mean } from './bootstrap.ts';

/** A picture's path, and the texts that a matcher compares it with. */
export interface Sample {
  path: string;
  texts: readonly string[];
}

/** What a model says of the samples, parallel to them; null for what it cannot do. */
export interface Answers {
  captions: GreedyCaption[] | null;
  matches: Match[] | null;
}

interface GreedyCaption {
  /** Start token, prompt and end token included. */
  ids: number[];
  /** Log-probabilities [V] before each generated token of the reference's caption. */
  distributions: Float32Array[];
}

/** Whatever the bundle's target, onnxruntime-node runs it. With `reference`, its captions are fed to the model. */
export async function answersOf(
  folder: string,
  samples: readonly Sample[],
  reference: Answers | null,
): Promise<Answers> {
  const options = await openModel({ model: folder }, new AbortController().signal);
  const { capabilities } = options.bundle.manifest;
  const captions = capabilities.includes('caption')
    ? await captionAll(options, samples, reference?.captions ?? null)
    : null;
  const matches = capabilities.includes('match') ? await matchAll(options, samples) : null;
  if (!captions && !matches) throw new Error('The checkpoint is neither a captioner nor a matcher.');
  return { captions, matches };
}

async function captionAll(
  options: EngineOptions,
  samples: readonly Sample[],
  reference: readonly GreedyCaption[] | null,
): Promise<GreedyCaption[]> {
  return disposeAfter(engineSubject(options), async (subject) => {
    const { generation, image } = subject.manifest;
    const promptLength = promptIds(options).length;
    const captions: GreedyCaption[] = [];
    for (const [index, { path }] of samples.entries()) {
      const pixels = preprocess(await readPicture(path), image);
      const [ids = []] = await subject.caption(pixels, { ...generation, method: 'greedy', seed: 0 });
      const forced = reference?.[index]?.ids ?? ids;
      captions.push({ ids, distributions: await teacherForce(subject, pixels, forced, promptLength) });
    }
    return captions;
  });
}

/** Log-probabilities [V] before each of the ids after the prompt. */
function teacherForce(
  subject: Subject,
  pixels: Float32Array,
  ids: readonly number[],
  promptLength: number,
): Promise<Float32Array[]> {
  return disposeAfter(subject.encode(pixels), (image) =>
    disposeAfter(image.decoder({ batch: 1, promptLength: 0, maxLength: ids.length }), async (decoder) => {
      const logs: Float32Array[] = [];
      for (const [position, id] of ids.slice(0, -1).entries()) {
        const { logits } = await decoder.step([id], position);
        if (position >= promptLength - 1) logs.push(logSoftmax(logits));
      }
      return logs;
    }),
  );
}

async function matchAll(options: EngineOptions, samples: readonly Sample[]): Promise<Match[]> {
  return disposeAfter(createMatcher(options), async (matcher) => {
    const matches: Match[] = [];
    for (const { path, texts } of samples) {
      const pixels = preprocess(await readPicture(path), matcher.manifest.image);
      matches.push(...(await disposeAfter(matcher.encode(pixels), (image) => matcher.match(image, texts))));
    }
    return matches;
  });
}

/** Table cells: KL(fp32‖this) of next-token distributions in nats, mean and largest, and identical captions. */
export function captionCells(found: readonly GreedyCaption[], reference: readonly GreedyCaption[]): string[] {
  const divergences = found.flatMap(({ distributions }, index) =>
    distributions.map((log, step) => divergence(reference[index]!.distributions[step]!, log)),
  );
  const same = found.filter(({ ids }, index) => ids.join() === reference[index]!.ids.join()).length;
  return [format(mean(divergences)), format(Math.max(...divergences)), share(same, found.length)];
}

/** KL(p‖q) of two log-distributions. */
function divergence(logP: Float32Array, logQ: Float32Array): number {
  return logP.reduce((sum, log, index) => sum + Math.exp(log) * (log - logQ[index]!), 0);
}

/** Table cells: equal decisions (a probability of one half or more), mean and largest Δp, largest Δcosine. */
export function matchCells(found: readonly Match[], reference: readonly Match[]): string[] {
  const probability = ({ itm }: Match) => itm?.probability ?? Number.NaN;
  const cosine = ({ itc }: Match) => itc?.cosine ?? Number.NaN;
  const pairs = found.map((match, index) => [match, reference[index]!] as const);
  const differences = pairs.map(([a, b]) => Math.abs(probability(a) - probability(b)));
  const agreed = pairs.filter(([a, b]) => probability(a) >= 0.5 === probability(b) >= 0.5).length;
  const cosines = pairs.map(([a, b]) => Math.abs(cosine(a) - cosine(b)));
  return [
    ...[share(agreed, pairs.length), format(mean(differences)), format(Math.max(...differences))],
    format(Math.max(...cosines)),
  ];
}

const format = (value: number) => value.toExponential(1);
const share = (part: number, all: number) => `${part} of ${all} (${((100 * part) / all).toFixed(1)} %)`;
