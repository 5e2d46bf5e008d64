/** Deletion and insertion curves (Petsiuk et al. 2018), compared with a random, a centred and a true order of patches. */

import { markdownTable } from '../../app/features/bench/tables';
import { wordMap } from '../../core/words.ts';
import {
  areaUnder,
  type Curve,
  centredOrder,
  type Explanation,
  orderOf,
  type PatchOrder,
  randomOrder,
  runCurves,
  type ScoredPoint,
} from '../../workers/engine/index.ts';
import { blurPixels, mixPixels, patchMask } from '../../workers/image/index.ts';
import { type Estimate, estimateMean } from './bootstrap.ts';
import { mapChoices, type NamedNoun } from './maps.ts';
import type { Subject } from './subjects.ts';

/** Share of the patches that is masked for the drop. */
const TOP = 0.2;

const MEASURES = ['deletion', 'insertion', 'drop'] as const;
type Measures = Record<(typeof MEASURES)[number], number>;

export class Faithfulness {
  /** Of each scene: by the name of an order, the measures of every noun. */
  readonly #scenes: Map<string, Measures[]>[] = [];

  async add(
    subject: Subject,
    { caption, pixels }: { caption: string; pixels: Float32Array },
    explanations: readonly Explanation[],
    nouns: readonly NamedNoun[],
  ): Promise<void> {
    const { size } = subject.manifest.image;
    const blurred = blurPixels(pixels, size);
    const { grid } = explanations[0]!;
    const measured = new Map<string, Measures[]>();
    for (const [seed, noun] of nouns.entries()) {
      const orders = ordersOf(explanations, noun, seed);
      const score = (masked: PatchOrder) =>
        subject.probability(mixPixels(pixels, blurred, patchMask(masked, grid, size)), caption, noun.word);
      const points: ScoredPoint[] = [];
      for await (const point of runCurves(Object.values(orders), score)) points.push(point);
      for (const [index, name] of Object.keys(orders).entries()) {
        const own = points.filter(({ order }) => order === index);
        measured.set(name, [...(measured.get(name) ?? []), measuresOf(own)]);
      }
    }
    this.#scenes.push(measured);
  }

  /** In percent, with 95 % intervals over scenes. */
  table(): string {
    const names = [...new Set(this.#scenes.flatMap((each) => [...each.keys()]))];
    const rows = names.map((name) => {
      const groups = this.#scenes.map((measured) => measured.get(name) ?? []);
      const cells = MEASURES.map((measure) =>
        formatEstimate(estimateMean(groups.map((nouns) => nouns.map((each) => each[measure])))),
      );
      return [name, ...cells, String(groups.flat().length)];
    });
    return markdownTable(['order by', ...MEASURES, 'nouns'], rows);
  }
}

function ordersOf(
  explanations: readonly Explanation[],
  { word, inside }: NamedNoun,
  seed: number,
): Record<string, PatchOrder> {
  const choices = explanations.flatMap(mapChoices);
  return {
    ...Object.fromEntries(choices.map(([name, maps]) => [name, orderOf(wordMap(maps, word), seed)])),
    'from the middle': centredOrder(explanations[0]!.grid, seed),
    random: randomOrder(inside.length, seed),
    'true boxes': orderOf(inside, seed),
  };
}

function measuresOf(points: readonly ScoredPoint[]): Measures {
  const along = (wanted: Curve) => points.filter(({ curve }) => curve === wanted);
  const deletion = along('deletion');
  const at = (wanted: number) => deletion.find(({ share }) => share === wanted)!.score;
  return { deletion: areaUnder(deletion), insertion: areaUnder(along('insertion')), drop: at(0) - at(TOP) };
}

function formatEstimate({ mean, low, high }: Estimate): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  return `${percent(mean)} (${percent(low)}–${percent(high)})`;
}
