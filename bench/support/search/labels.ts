/** How often the label of a picture is one of the things in it, by the number of labels that ITM looks at. */
import { bestLabel } from '../../../dataset/index.ts';
import type { Matcher } from '../../../workers/engine/index.ts';
import { exactRanking } from './metrics.ts';
import { nounsOf, type SearchedScene, withArticle } from './queries.ts';

/** Pictures that are labelled. */
const PICTURES = 200;
const CHECKED = [1, 3, 5, 10, 20, Number.POSITIVE_INFINITY];

/** Phrasings of a label; the last row takes the mean of all their cosines. */
const PHRASINGS: Record<string, (noun: string) => string> = {
  'a dog': withArticle,
  dog: (noun) => noun,
  'a picture of a dog': (noun) => `a picture of ${withArticle(noun)}`,
  'there is a dog': (noun) => `there is ${withArticle(noun)}`,
};

export async function printLabels(
  matcher: Matcher,
  scenes: readonly SearchedScene[],
  pixelsOf: (index: number) => Promise<Float32Array>,
): Promise<void> {
  const nouns = [...new Set(scenes.flatMap(nounsOf))].sort();
  const phrasings = Object.values(PHRASINGS);
  const vectors = await Promise.all(phrasings.map((phrase) => matcher.embedTexts(nouns.map(phrase))));
  const right = {
    byPhrasing: new Array<number>(phrasings.length + 1).fill(0),
    byChecked: new Map<number, number>(),
  };
  let fitting = 0;
  const pictures = scenes.slice(0, PICTURES);
  for (const [index, scene] of pictures.entries()) {
    const image = await matcher.encode(await pixelsOf(index));
    const isRight = (noun: number) => Number(nounsOf(scene).includes(nouns[noun]!));
    const cosines = vectors.map((texts) => cosinesOf(texts, image.features!));
    const mean = nouns.map((_, noun) => cosines.reduce((sum, each) => sum + each[noun]!, 0));
    for (const [row, each] of [...cosines, mean].entries())
      right.byPhrasing[row]! += isRight(bestLabel(each, null).label!);
    const order = [...nouns.keys()].sort((a, b) => cosines[0]![b]! - cosines[0]![a]!);
    const matches = await matcher.match(
      image,
      order.map((noun) => withArticle(nouns[noun]!)),
    );
    image.dispose();
    const found = matches.map(({ itm }, at) => ({ label: order[at]!, probability: itm!.probability }));
    for (const count of CHECKED) {
      const best = found.slice(0, count).reduce((a, b) => (b.probability > a.probability ? b : a));
      right.byChecked.set(count, (right.byChecked.get(count) ?? 0) + isRight(best.label));
      if (count === CHECKED.at(-1)) fitting += Number(best.probability >= 0.5);
    }
  }
  const share = (count: number) => `${((100 * count) / pictures.length).toFixed(1)} %`;
  for (const [row, name] of [...Object.keys(PHRASINGS), 'the mean of these'].entries())
    console.log(`${nouns.length} labels by ITC, "${name}": ${share(right.byPhrasing[row]!)} right`);
  for (const [count, number] of right.byChecked)
    console.log(`the most probable of the first ${count} by ITM: ${share(number)} right`);
  console.log(`with a probability of at least 0.5: ${share(fitting)}`);
}

/** Parallel to the texts. */
function cosinesOf(texts: readonly Float32Array[], picture: Float32Array): number[] {
  const cosines = new Array<number>(texts.length);
  for (const { picture: text, score } of exactRanking(texts, picture)) cosines[text] = score;
  return cosines;
}
