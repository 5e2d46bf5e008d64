/** The pointing game (Zhang et al. 2018), by layer and summed, compared with maps that do not depend on the picture. */

import { markdownTable } from '../../app/features/bench/tables';
import { wordMap } from '../../core/words.ts';
import type { Explanation } from '../../workers/engine/index.ts';
import { captionRandom } from '../../workers/engine/parts.ts';
import { baselineMaps, correlation, energyIn, mapChoices, type NamedNoun } from './maps.ts';

interface Noun extends Pick<NamedNoun, 'noun' | 'inside'> {
  map: Float32Array;
}

type Sums = Record<'points' | 'inBox' | 'nouns' | 'alike' | 'pairs', number>;

export class PointingGame {
  readonly #sums = new Map<string, Sums>();

  /** Adds a scene's nouns, with the maps of each method. */
  add(explanations: readonly Explanation[], nouns: readonly NamedNoun[], scene: number): void {
    for (const explanation of explanations) {
      for (const [name, maps] of mapChoices(explanation)) {
        const read = (offset: number) =>
          nouns.map(({ noun, inside, word: { tokens } }) => {
            const rows = tokens.map((token) => token + offset);
            return { noun, inside, map: wordMap(maps, { tokens: rows }) };
          });
        this.#score(name, read(0));
        // The end token follows the last word, so there is a next row.
        if (name === 'attention sum') this.#score(`${name}, next row`, read(1));
      }
    }
    const random = captionRandom(1, scene);
    const baselines = nouns.map(() => baselineMaps(explanations[0]!.grid, random));
    for (const name of ['centred hill', 'noise'] as const) {
      this.#score(
        name,
        nouns.map(({ noun, inside }, index) => ({ noun, inside, map: baselines[index]![name] })),
      );
    }
  }

  #score(name: string, nouns: readonly Noun[]): void {
    const sums = this.#sums.get(name) ?? { points: 0, inBox: 0, nouns: 0, alike: 0, pairs: 0 };
    this.#sums.set(name, sums);
    for (const { map, inside } of nouns) {
      sums.nouns += 1;
      sums.points += inside[map.indexOf(Math.max(...map))]!;
      sums.inBox += energyIn(map, inside);
    }
    for (const [index, a] of nouns.entries()) {
      for (const b of nouns.slice(index + 1)) {
        if (a.noun === b.noun) continue;
        sums.alike += correlation(a.map, b.map);
        sums.pairs += 1;
      }
    }
  }

  table(): string {
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const rows = [...this.#sums].map(([name, { points, inBox, alike, pairs, nouns }]) => [
      ...[name, percent(points / nouns), percent(inBox / nouns)],
      ...[(alike / pairs).toFixed(2), String(nouns)],
    ]);
    return markdownTable(['map', 'points', 'in box', 'alike', 'nouns'], rows);
  }
}
