/** The pointing game with answers: does the map of an answer point at the thing that the question is about? */

import { markdownTable } from '../../app/features/bench/tables';
import type { ExplainedAnswer } from '../../core/answers.ts';
import { type PatchMap, sumMaps } from '../../core/maps.ts';
import { captionRandom } from '../../workers/engine/parts.ts';
import { baselineMaps, energyIn, insideBoxes } from './maps.ts';
import type { Group, Scene } from './scenes.ts';

export interface SceneQuestion {
  /** `side`: the thing is the answer. `colour`: the question names it. */
  kind: 'side' | 'colour';
  text: string;
  answer: string;
  about: Group;
}

/** Of the groups in their order, the side at which each is. */
const SIDES: Readonly<Record<string, readonly string[]>> = {
  left: ['on the left', 'on the right'],
  right: ['on the right', 'on the left'],
  above: ['at the top', 'at the bottom'],
  below: ['at the bottom', 'at the top'],
  between: ['in the middle', 'on the left', 'on the right'],
};

/** Questions about one thing of the scene. `plurals`: by noun. */
export function sceneQuestions(
  { relation, groups }: Pick<Scene, 'relation' | 'groups'>,
  plurals: ReadonlyMap<string, string>,
): SceneQuestion[] {
  const nameOf = ({ noun, boxes }: Group) => (boxes.length > 1 ? plurals.get(noun)! : noun);
  const sides = SIDES[relation ?? ''] ?? [];
  return groups.flatMap((about, index): SceneQuestion[] => {
    const name = nameOf(about);
    const [side, { colour }] = [sides[index], about];
    const be = about.boxes.length > 1 ? 'are' : 'is';
    return [
      ...(side ? [{ kind: 'side' as const, text: `what is ${side}?`, answer: name, about }] : []),
      ...(colour
        ? [{ kind: 'colour' as const, text: `what colour ${be} the ${name}?`, answer: colour, about }]
        : []),
    ];
  });
}

type Sums = Record<'points' | 'inBox' | 'maps', number>;

/** By map and kind of question. */
export class AnswerPointing {
  readonly #sums = new Map<string, Record<SceneQuestion['kind'], Sums>>();
  readonly #right = { side: 0, colour: 0 };

  /** Adds an answer, with its maps by each method. */
  add(question: SceneQuestion, said: string, explained: readonly ExplainedAnswer[], index: number): void {
    this.#right[question.kind] += Number(said === question.answer);
    const inside = insideBoxes(question.about.boxes, explained[0]!.grid);
    for (const { method, whole } of explained) {
      for (const [layer, map] of whole.entries()) this.#score(`${method} ${layer}`, question, map, inside);
      this.#score(`${method} sum`, question, sumMaps(whole), inside);
    }
    const baselines = baselineMaps(explained[0]!.grid, captionRandom(1, index));
    for (const name of ['centred hill', 'noise'] as const) {
      this.#score(name, question, baselines[name], inside);
    }
  }

  #score(name: string, { kind }: SceneQuestion, map: PatchMap, inside: Uint8Array): void {
    const none = () => ({ points: 0, inBox: 0, maps: 0 });
    const sums = this.#sums.get(name) ?? { side: none(), colour: none() };
    this.#sums.set(name, sums);
    sums[kind].maps += 1;
    sums[kind].points += inside[map.indexOf(Math.max(...map))]!;
    sums[kind].inBox += energyIn(map, inside);
  }

  table(): string {
    const percent = (count: number, of: number) => (of === 0 ? '' : `${((100 * count) / of).toFixed(1)} %`);
    const rows = [...this.#sums].map(([name, { side, colour }]) => [
      name,
      ...[side, colour].flatMap(({ points, inBox, maps }) => [percent(points, maps), percent(inBox, maps)]),
    ]);
    const { side, colour } = this.#sums.get('noise')!;
    const right = [percent(this.#right.side, side.maps), percent(this.#right.colour, colour.maps)];
    return [
      markdownTable(['map', 'side: points', 'in box', 'colour: points', 'in box'], rows),
      `Questions: ${side.maps} and ${colour.maps}; right answers: ${right.join(' and ')}.`,
    ].join('\n\n');
  }
}
