/** What is looked for in drawn scenes, and which of them show it. */

export interface SearchedScene {
  image: string;
  caption: string;
  place: string;
  groups: { noun: string; count: number; colour: string | null }[];
}

export interface Query {
  text: string;
  /** Indices of scenes. */
  relevant: ReadonlySet<number>;
}

export const QUERY_KINDS = {
  /** A scene is found by its true caption; others with the same one are found rightly, too. */
  'whole captions': captionQueries,
  'one thing': nounQueries,
  'two things': pairQueries,
} as const satisfies Record<string, (scenes: readonly SearchedScene[], count: number) => Query[]>;

function captionQueries(scenes: readonly SearchedScene[], count: number): Query[] {
  return scenes.slice(0, count).map(({ caption }) => ({
    text: caption,
    relevant: indicesOf(scenes, (scene) => scene.caption === caption),
  }));
}

function nounQueries(scenes: readonly SearchedScene[]): Query[] {
  const nouns = [...new Set(scenes.flatMap(nounsOf))].sort();
  return nouns.map((noun) => ({
    text: withArticle(noun),
    relevant: indicesOf(scenes, (scene) => nounsOf(scene).includes(noun)),
  }));
}

/** Of things that stand together in one of the first scenes. */
function pairQueries(scenes: readonly SearchedScene[], count: number): Query[] {
  const pairs = scenes
    .slice(0, count)
    .map(nounsOf)
    .filter((nouns) => nouns.length > 1)
    .map(([a, b]) => [a!, b!].sort());
  const unique = new Map(pairs.map((pair) => [pair.join(), pair]));
  return [...unique.values()].map(([a, b]) => ({
    text: `${withArticle(a!)} and ${withArticle(b!)}`,
    relevant: indicesOf(scenes, (scene) => nounsOf(scene).includes(a!) && nounsOf(scene).includes(b!)),
  }));
}

export function nounsOf({ groups }: SearchedScene): string[] {
  return groups.map(({ noun }) => noun);
}

function indicesOf(scenes: readonly SearchedScene[], is: (scene: SearchedScene) => boolean): Set<number> {
  return new Set([...scenes.keys()].filter((index) => is(scenes[index]!)));
}

export function withArticle(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
