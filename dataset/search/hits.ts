/** The order of hits, and where they are cut. */

import { FITS_FROM, type SearchHit, type SearchResult } from '../../core/protocol/search.ts';
import type { Neighbour } from './vector-table.ts';

/** What a search knows of its hits, while ITM looks at the first of them. */
export class Hits {
  readonly #hits: SearchHit[];
  readonly #toCheck: number;
  /** Pictures that could not be read count, too. */
  readonly #checked = new Set<string>();

  /** @param neighbours best first. @param rerank how many of them ITM looks at; null if it looks at none. */
  constructor(
    neighbours: readonly Neighbour[],
    private readonly rerank: number | null,
  ) {
    this.#hits = neighbours.map((neighbour) => ({ ...neighbour, probability: null }));
    this.#toCheck = Math.min(rerank ?? 0, neighbours.length);
  }

  /** Those that ITM is to look at, in the order in which it should. */
  get candidates(): string[] {
    return this.#hits.slice(0, this.#toCheck).map(({ path }) => path);
  }

  /**
   * What ITM says of a hit.
   *
   * @param probability null for a picture that could not be read.
   */
  check(path: string, probability: number | null): void {
    this.#checked.add(path);
    const hit = this.#hits.find((each) => each.path === path);
    if (hit) hit.probability = probability;
  }

  /** The pictures found so far, in their order. */
  result(): Pick<SearchResult, 'hits' | 'fitting' | 'checked' | 'toCheck'> {
    const place = new Map(this.#hits.map((hit, index) => [hit, this.#rankOf(hit, index)]));
    const hits = this.#hits.toSorted((a, b) => place.get(a)! - place.get(b)! || byFit(a, b));
    const fitting = hits.filter(({ probability }) => probability !== null && probability >= FITS_FROM).length;
    return {
      hits: hits.map((hit) => ({ ...hit })),
      fitting: this.rerank === null ? null : fitting,
      checked: this.#checked.size,
      toCheck: this.#toCheck,
    };
  }

  /** Those that fit, those that ITM will look at, those that do not fit, and the others. */
  #rankOf({ path, probability }: SearchHit, index: number): number {
    if (probability !== null) return probability >= FITS_FROM ? 0 : 2;
    return index < this.#toCheck && !this.#checked.has(path) ? 1 : 3;
  }
}

function byFit(a: SearchHit, b: SearchHit): number {
  return (b.probability ?? 0) - (a.probability ?? 0) || b.cosine - a.cosine;
}
