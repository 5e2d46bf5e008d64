/** How far a matcher's decisions are from another's. */
import { createMatcher, type EngineOptions, type Match } from '../../workers/engine/index.ts';
import { pixelValues, type ReadPicture } from './pictures.ts';

export interface MatchAgreement {
  /** Pairs for which both say the same of "the text fits": a probability of one half or more. */
  agreed: number;
  compared: number;
  /** Of the ITM probability. */
  meanDifference: number;
  largestDifference: number;
  /** Of the ITC cosine. */
  largestCosineDifference: number;
}

/** Every picture with each of its texts, which are parallel to the pictures. */
export async function judge(
  options: EngineOptions,
  pictures: readonly ReadPicture[],
  texts: readonly (readonly string[])[],
): Promise<Match[]> {
  const matcher = await createMatcher(options);
  const matches: Match[] = [];
  try {
    for (const [index, picture] of pictures.entries()) {
      const image = await matcher.encode(await pixelValues(picture, matcher.manifest));
      matches.push(...(await matcher.match(image, texts[index]!)));
      image.dispose();
    }
    return matches;
  } finally {
    await matcher.dispose();
  }
}

export function agreeOnMatches(found: readonly Match[], reference: readonly Match[]): MatchAgreement {
  const pairs = found.map((match, index) => [match, reference[index]!] as const);
  const probability = ({ itm }: Match) => itm?.probability ?? Number.NaN;
  const cosine = ({ itc }: Match) => itc?.cosine ?? Number.NaN;
  const differences = pairs.map(([a, b]) => Math.abs(probability(a) - probability(b)));
  return {
    agreed: pairs.filter(([a, b]) => probability(a) >= 0.5 === probability(b) >= 0.5).length,
    compared: pairs.length,
    meanDifference: differences.reduce((sum, each) => sum + each, 0) / differences.length,
    largestDifference: Math.max(...differences),
    largestCosineDifference: Math.max(...pairs.map(([a, b]) => Math.abs(cosine(a) - cosine(b)))),
  };
}
