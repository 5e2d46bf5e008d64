/**
 * Whether the map of an answer shows the thing that the question is about, on scenes with known objects.
 *
 *   python demo-model/evaluate.py scenes --count 200 --out DIR
 *   npx tsx bench/answer-maps.ts --scenes DIR [--model BUNDLE] [--count N] [--threads N]
 *
 * Questions of two kinds: `side`, "what is on the left?", where the thing is the answer, and `colour`, "what colour is the
 * dog?", where the question names it. The map is of the model's own greedy answer, right or wrong. `points`: whether the
 * strongest patch lies in the thing's box; `in box`: the share of the map there.
 */
import path from 'node:path';
import { openModel } from '../cli/model.ts';
import { readPicture } from '../cli/picture-files.ts';
import { EXPLAIN_METHODS } from '../core/explain.ts';
import { answererBundle, createAnswerExplainer, createAnswerer } from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/index.ts';
import { AnswerPointing, sceneQuestions } from './support/answer-pointing.ts';
import { integer, readOptions } from './support/options.ts';
import { nounsByWord, readScenes } from './support/scenes.ts';

const { values } = readOptions(import.meta.filename, {
  scenes: { type: 'string' },
  model: { type: 'string' },
  count: { type: 'string' },
  threads: { type: 'string' },
});
const { scenes: folder } = values;
if (!folder) throw new Error('Give --scenes DIR. --help says more.');

const flags = {
  ...(values.model && { model: values.model }),
  ...(values.threads && { threads: Number(values.threads) }),
};
const options = await openModel(flags, new AbortController().signal, answererBundle);
const [answerer, explainer] = [
  await createAnswerer(options),
  await createAnswerExplainer(options, { encoded: true }),
];
const plurals = new Map([...(await nounsByWord())].map(([word, noun]) => [noun, word]));
const scenes = await readScenes(folder, values.count ? integer('count', values.count) : undefined);
const game = new AnswerPointing();
for (const [index, scene] of scenes.entries()) {
  const image = await answerer.encode(
    preprocess(await readPicture(path.join(folder, scene.image)), answerer.manifest.image),
  );
  for (const question of sceneQuestions(scene, plurals)) {
    const [answer] = await answerer.answer(image, question.text, { beams: 1 });
    const explained = [];
    for (const method of EXPLAIN_METHODS) {
      explained.push(await explainer.explain(image, question.text, answer!.tokenIds, method));
    }
    game.add(question, answer!.text, explained, index);
  }
  image.dispose();
  if ((index + 1) % 10 === 0) console.error(`${index + 1} of ${scenes.length} scenes`);
}
await explainer.dispose();
await answerer.dispose();
console.log(game.table());
