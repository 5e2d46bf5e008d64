import { type Found, Hits, type Vector, type VectorTable } from '../../dataset/index.ts';
import { readAhead } from '../capfilt/index.ts';
import { hasItm, type Matching, probabilitiesOf, READ_AHEAD } from './matching.ts';
import { Throttle } from './throttle.ts';

export interface TextSearch {
  table: VectorTable;
  text: string;
  /** The most similar pictures that ITM looks at. */
  rerank: number;
  limit: number;
  /** Called with all hits, and then with those that ITM looks at: the others stay as they were. */
  report(found: Found): void;
}

/**
 * Finds pictures by a sentence: ranked by ITC, then ITM looks at the first of them. Reports the ranking at once, and then a few
 * times a second. An abort ends it with what is known.
 *
 * @throws what is no matter of one picture.
 */
export async function searchByText(
  matching: Matching,
  { table, text, rerank, limit, report }: TextSearch,
): Promise<Found> {
  const { matcher, step, signal } = matching;
  const [query] = await step(() => matcher.embedTexts([text], signal));
  const hits = new Hits(table.nearest(query!, limit), hasItm(matcher) ? rerank : null);
  report(hits.result());
  const progress = new Throttle(() => report(hits.lookedAt()));
  try {
    for await (const { item, read } of readAhead(hits.candidates, READ_AHEAD, matching.read)) {
      signal.throwIfAborted();
      const found = await probabilitiesOf(matching, read, [text]);
      hits.check(item, found && found[0]!);
      progress.changed();
    }
  } catch (reason) {
    if (!signal.aborted) throw reason;
  }
  return hits.result();
}

/** Pictures like one of which the vector is known. @param except the picture itself. */
export function searchByVector(
  table: VectorTable,
  vector: Vector,
  { limit, except }: { limit: number; except?: string },
): Found {
  const neighbours = table.nearest(vector, limit + 1).filter(({ path }) => path !== except);
  return new Hits(neighbours.slice(0, limit), null).result();
}
