/**
 * Whether the maps of a caption's nouns point at the things they name: the pointing game (Zhang et al. 2018) over
 * scenes whose truth is known, for attention and Grad-CAM by layer and summed, beside maps that know nothing.
 *
 *   python demo-model/evaluate.py scenes --count 100 --out DIR
 *   npx tsx bench/pointing.ts --scenes DIR [--model BUNDLE] [--source caption|itm] [--count N] [--markdown | --json]
 *
 * Every scene's true caption is given to the model, after a captioner's prompt; a noun counts where it is one piece or
 * more of that caption. Points: share of nouns whose strongest patch has its centre in a box of the thing. In box:
 * share of a map's sum in those boxes. Alike: mean correlation between the maps of two different nouns of one caption.
 * A captioner's maps are read at the position that predicts the word, a matcher's at the word; "next row" is the
 * position after that.
 */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from '../cli/model.ts';
import { readPicture } from '../cli/picture-files.ts';
import type { ExplainMethod, ExplainSource } from '../core/explain.ts';
import { type WordTokens, wordMap } from '../core/words.ts';
import { captionRandom } from '../workers/engine/decode/random.ts';
import { createExplainer, type Explainer, type Explanation } from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/index.ts';
import { blindMaps, correlation, energyIn, mapChoices, type NamedNoun, namedNouns } from './support/maps.ts';
import { nounsByWord, readCount, readScenes, type Scene } from './support/scenes.ts';
import { markdownTable } from './support/table.ts';

interface Noun extends Pick<NamedNoun, 'noun' | 'inside'> {
  map: Float32Array;
}

class Score {
  private readonly sums = { points: 0, inBox: 0, nouns: 0, alike: 0, pairs: 0 };

  add(nouns: readonly Noun[]): void {
    const { sums } = this;
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

  get row() {
    const { points, inBox, nouns, alike, pairs } = this.sums;
    return { points: points / nouns, inBox: inBox / nouns, alike: alike / pairs, nouns };
  }
}

interface Game {
  words: ReadonlyMap<string, string>;
  scores: Map<string, Score>;
}

async function play(
  scenes: readonly Scene[],
  folder: string,
  { model, source }: { model: string | undefined; source: ExplainSource },
): Promise<Map<string, Score>> {
  const game: Game = { words: await nounsByWord(), scores: new Map() };
  const options = await openModel(model ? { model } : {}, new AbortController().signal);
  for (const method of ['attention', 'grad-cam'] as const satisfies ExplainMethod[]) {
    const explainer = await createExplainer(options, { source, method });
    for (const [index, scene] of scenes.entries()) {
      const explanation = await explain(explainer, scene, path.join(folder, scene.image));
      const nouns = namedNouns(explanation, scene, game.words);
      addMaps(game, explanation, nouns);
      if (method === 'grad-cam') addBlind(game, explanation, nouns, index);
    }
    await explainer.dispose();
  }
  return game.scores;
}

async function explain(explainer: Explainer, { caption }: Scene, file: string): Promise<Explanation> {
  const { manifest, source } = explainer;
  const image = await explainer.encode(preprocess(await readPicture(file), manifest.image));
  const prompt = source === 'caption' ? manifest.generation.prompt : '';
  try {
    return await explainer.explain(image, `${prompt}${caption}`);
  } finally {
    image.dispose();
  }
}

function addMaps(game: Game, explanation: Explanation, named: readonly NamedNoun[]): void {
  const read = (maps: readonly Float32Array[], row: (word: WordTokens) => WordTokens) =>
    named.map(({ noun, inside, word }) => ({ noun, inside, map: wordMap(maps, row(word)) }));
  for (const [name, maps] of mapChoices(explanation)) {
    scoreOf(game, name).add(read(maps, (word) => word));
    if (name === 'attention sum') scoreOf(game, `${name}, next row`).add(read(maps, nextRow));
  }
}

/** The end token follows the last word, so that there is one. */
function nextRow({ text, tokens }: WordTokens): WordTokens {
  return { text, tokens: tokens.map((token) => token + 1) };
}

function addBlind(game: Game, { grid }: Explanation, named: readonly NamedNoun[], index: number): void {
  const random = captionRandom(1, index);
  const blind = named.map((noun) => ({ ...noun, maps: blindMaps(grid, random) }));
  for (const name of ['centred hill', 'noise'] as const) {
    scoreOf(game, name).add(blind.map(({ noun, inside, maps }) => ({ noun, inside, map: maps[name] })));
  }
}

function scoreOf({ scores }: Game, name: string): Score {
  const score = scores.get(name) ?? new Score();
  scores.set(name, score);
  return score;
}

type Rows = Record<string, Score['row']>;

function table(rows: Rows): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const cells = Object.entries(rows).map(([name, { points, inBox, alike, nouns }]) => [
    name,
    percent(points),
    percent(inBox),
    alike.toFixed(2),
    String(nouns),
  ]);
  return markdownTable(['map', 'points', 'in box', 'alike', 'nouns'], cells);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenes: { type: 'string' },
      model: { type: 'string' },
      source: { type: 'string', default: 'caption' },
      count: { type: 'string' },
      markdown: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const { scenes: folder, source } = values;
  if (!folder || (source !== 'caption' && source !== 'itm'))
    throw new Error(
      'usage: pointing.ts --scenes DIR [--model BUNDLE] [--source caption|itm] [--count N] [--markdown | --json]',
    );
  const scenes = await readScenes(folder, readCount(values.count));
  const scores = await play(scenes, folder, { model: values.model, source });
  const rows: Rows = Object.fromEntries([...scores].map(([name, score]) => [name, score.row]));
  if (values.json) console.log(JSON.stringify(rows));
  else if (values.markdown) console.log(table(rows));
  else console.table(rows);
}

await main();
