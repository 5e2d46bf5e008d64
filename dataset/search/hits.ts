/** The order of hits, and where they are cut. */

import { FITS_FROM, type SearchHit, type SearchResult } from '../../core/protocol/search.ts';
import type { Neighbour } from './vector-table.ts';

/** What is known of the hits. */
export type Found = Pick<SearchResult, 'hits' | 'fitting' | 'checked' | 'toCheck'>;

/** What a search knows of its hits, while ITM looks at the first of them. */
export class Hits {
  /** Those that ITM looks at, as they were ranked. */
  readonly #candidates: readonly SearchHit[];
  /** They come after them, whatever ITM says. */
  readonly #others: readonly SearchHit[];
  /** Pictures that could not be read count, too. */
  readonly #checked = new Set<string>();

  /** @param neighbours best first. @param rerank how many of them ITM looks at; null if it looks at none. */
  constructor(
    neighbours: readonly Neighbour[],
    private readonly rerank: number | null,
  ) {
    const hits = neighbours.map((neighbour) => ({ ...neighbour, probability: null }));
    this.#candidates = hits.slice(0, rerank ?? 0);
    this.#others = hits.slice(rerank ?? 0);
  }

  /** Those that ITM is to look at, in the order in which it should. */
  get candidates(): string[] {
    return this.#candidates.map(({ path }) => path);
  }

  /**
   * What ITM says of a hit.
   *
   * @param probability null for a picture that could not be read.
   */
  check(path: string, probability: number | null): void {
    this.#checked.add(path);
    const hit = this.#candidates.find((each) => each.path === path);
    if (hit) hit.probability = probability;
  }

  /** The pictures found so far, in their order. */
  result(): Found {
    const { hits, ...counts } = this.lookedAt();
    return { hits: [...hits, ...this.#others], ...counts };
  }

  /** Likewise, those alone that ITM looks at: the others come after them and stay as they were. */
  lookedAt(): Found {
    const rank = new Map(this.#candidates.map((hit) => [hit, this.#rankOf(hit)]));
    const hits = this.#candidates.toSorted((a, b) => rank.get(a)! - rank.get(b)! || byFit(a, b));
    const fitting = hits.filter(({ probability }) => probability !== null && probability >= FITS_FROM).length;
    return {
      hits: hits.map((hit) => ({ ...hit })),
      fitting: this.rerank === null ? null : fitting,
      checked: this.#checked.size,
      toCheck: this.#candidates.length,
    };
  }

  /** Those that fit, those that ITM will look at, those that do not fit, and those that cannot be read. */
  #rankOf({ path, probability }: SearchHit): number {
    if (probability !== null) return probability >= FITS_FROM ? 0 : 2;
    return this.#checked.has(path) ? 3 : 1;
  }
}

function byFit(a: SearchHit, b: SearchHit): number {
  return (b.probability ?? 0) - (a.probability ?? 0) || b.cosine - a.cosine;
}
