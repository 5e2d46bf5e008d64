/**
 * What the test of a map, as the page runs it, says of maps that are right and of maps that are wrong: the share of a
 * caption's nouns whose map passes. The model's own maps should; the same map somewhere else, another noun's map, a
 * hill in the middle and noise should not.
 *
 *   python demo-model/evaluate.py scenes --count 100 --out DIR
 *   npx tsx bench/map-test-rule.ts --scenes DIR [--of word|sentence] [--model BUNDLE] [--from N] [--count N]
 *     [--threads N]
 *
 * Every scene's true caption is given to the captioner, after its prompt; `--of sentence` tests its map as a whole. 95 %
 * intervals by bootstrap over scenes. `--from` leaves the first scenes out: the rule was chosen on 32 of them.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Outcome, outcomeOf } from '../app/features/map-test/verdict.ts';
import { openModel } from '../cli/model.ts';
import type { ModelFlags } from '../cli/options.ts';
import { readPicture } from '../cli/picture-files.ts';
import type { PatchMap } from '../core/protocol/index.ts';
import { captionRandom } from '../workers/engine/decode/random.ts';
import {
  type ExplainedWord,
  type Explanation,
  layerMaps,
  movedMap,
  wordMap,
} from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/preprocess.ts';
import { runMapTest } from '../workers/serve/map-test.ts';
import { estimateMean } from './support/bootstrap.ts';
import { blindMaps, namedNouns } from './support/maps.ts';
import { nounsByWord, readCount, readScenes, type Scene } from './support/scenes.ts';
import { openSubject, type Subject } from './support/subjects.ts';
import { markdownTable } from './support/table.ts';

/** Of the moves of a map: other ones than those that the test itself compares with, which are 0, 1 and 2. */
const MOVE = 7;

const RIGHT = ['Grad-CAM, sum of layers', 'attention, sum of layers'] as const;
const WRONG = ['the same, somewhere else', 'of another noun', 'centred hill', 'noise'] as const;
type Kind = (typeof RIGHT | typeof WRONG)[number];

/** What the test says of each noun's map, by the kind of map. */
type Outcomes = Map<Kind, Outcome[]>;

/** The words of a text that are tested. */
type Chooser = (explanation: Explanation, scene: Scene) => ExplainedWord[];

async function testScene(
  subject: Subject,
  scene: Scene,
  pixels: Float32Array,
  choose: Chooser,
): Promise<Outcomes> {
  const { size } = subject.manifest.image;
  const explanations = await subject.explain(pixels, scene.caption);
  const { grid } = explanations[0]!;
  const words = choose(explanations[0]!, scene);
  const outcomes: Outcomes = new Map();
  for (const [seed, word] of words.entries()) {
    const other = words.find(({ text }) => text !== word.text);
    // As the page has it: of a sentence the geometric mean, whatever its length.
    const root = word.text === scene.caption ? 1 / word.tokens.length : 1;
    const score = async (pixelValues: Float32Array) =>
      (await subject.probability(pixelValues, scene.caption, word)) ** root;
    for (const [kind, map] of mapsOf(explanations, word, other, seed)) {
      const tested = await runMapTest({ map, grid }, { pixels, size, score }, TO_THE_END);
      outcomes.set(kind, [...(outcomes.get(kind) ?? []), outcomeOf(tested)!]);
    }
  }
  return outcomes;
}

const TO_THE_END: Parameters<typeof runMapTest>[2] = {
  turn: (job) => job(),
  progress: () => {},
  signal: new AbortController().signal,
};

function mapsOf(
  [attention, gradCam]: readonly Explanation[],
  word: ExplainedWord,
  other: ExplainedWord | undefined,
  seed: number,
): [Kind, PatchMap][] {
  const summed = (explanation: Explanation, of: ExplainedWord) => wordMap(layerMaps(explanation, 'sum'), of);
  const own = summed(gradCam!, word);
  const { grid } = gradCam!;
  return [
    ['Grad-CAM, sum of layers', own],
    ['attention, sum of layers', summed(attention!, word)],
    ['the same, somewhere else', movedMap(own, grid, MOVE)],
    ...(other ? ([['of another noun', summed(gradCam!, other)]] satisfies [Kind, PatchMap][]) : []),
    ...(Object.entries(blindMaps(grid, captionRandom(seed, 0))) as [Kind, PatchMap][]),
  ];
}

async function chooserOf(of: string): Promise<Chooser> {
  const nouns = await nounsByWord();
  if (of === 'word')
    return (explanation, scene) => namedNouns(explanation, scene, nouns).map(({ word }) => word);
  if (of !== 'sentence') throw new Error(`--of ${of}: word or sentence.`);
  // A caption is tested as one word of many pieces.
  return ({ tokens }, { caption }) => [
    { text: caption, tokens: [...tokens.keys()].filter((token) => !tokens[token]!.special) },
  ];
}

/** Percent of the words, over all scenes; none where there is no such map. */
function rowOf(scenes: readonly Outcomes[], kind: Kind): string[] {
  const groups = scenes.map((outcomes) => outcomes.get(kind) ?? []);
  if (groups.flat().length === 0) return [];
  const share = (wanted: (outcome: Outcome) => boolean) =>
    estimateMean(groups.map((outcomes) => outcomes.map((outcome) => Number(wanted(outcome)))));
  const percent = (value: number) => (100 * value).toFixed(1);
  const { mean, low, high } = share((outcome) => outcome !== 'fails');
  const passes = `${percent(mean)} (${percent(low)} to ${percent(high)})`;
  const by = (['hidden', 'shown'] as const).map((way) => percent(share((outcome) => outcome === way).mean));
  return [kind, String(groups.flat().length), passes, ...by];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenes: { type: 'string' },
      of: { type: 'string', default: 'word' },
      from: { type: 'string', default: '0' },
      model: { type: 'string' },
      count: { type: 'string' },
      threads: { type: 'string' },
    },
  });
  if (!values.scenes) throw new Error('usage: map-test-rule.ts --scenes DIR [--model BUNDLE] [--count N]');
  const model: ModelFlags = {
    ...(values.model && { model: values.model }),
    ...(values.threads && { threads: Number(values.threads) }),
  };
  const scenes = (await readScenes(values.scenes)).slice(Number(values.from));
  const choose = await chooserOf(values.of);
  const subject = await openSubject(await openModel(model, new AbortController().signal), 'caption');
  const tested: Outcomes[] = [];
  for (const scene of scenes.slice(0, readCount(values.count))) {
    const pixels = preprocess(
      await readPicture(path.join(values.scenes, scene.image)),
      subject.manifest.image,
    );
    tested.push(await testScene(subject, scene, pixels, choose));
    console.error(`${tested.length} scenes`);
  }
  await subject.dispose();
  const rows = [...RIGHT, ...WRONG].map((kind) => rowOf(tested, kind)).filter(({ length }) => length > 0);
  console.log(markdownTable(['map', 'tested', 'passes, %', 'by hiding', 'by showing'], rows));
}

await main();
// The ports by which a test lets messages in would keep the process.
process.exit();
