/**
 * Whether the maps of a caption's nouns show where the model looked, on scenes with known objects.
 *
 *   python demo-model/evaluate.py scenes --count 100 --out DIR
 *   npx tsx bench/maps.ts pointing|faithfulness --scenes DIR [--model BUNDLE] [--source caption|itm] [--count N]
 *     [--threads N]
 *
 * The model gets every scene's true caption, a captioner after its prompt. `docs/maps.md` explains the columns.
 *
 * - `pointing`: whether the strongest patch lies in the object's box.
 * - `faithfulness`: how far the word's probability falls when marked patches are blurred. A captioner's score is the
 *   probability of the noun's tokens after the words before it, a matcher's the probability that text and picture fit.
 */
import path from 'node:path';
import { openModel } from '../cli/model.ts';
import { readPicture } from '../cli/picture-files.ts';
import { preprocess } from '../workers/image/index.ts';
import { Faithfulness } from './support/faithfulness.ts';
import { namedNouns } from './support/maps.ts';
import { integer, readOptions } from './support/options.ts';
import { PointingGame } from './support/pointing.ts';
import { nounsByWord, readScenes } from './support/scenes.ts';
import { openSubject } from './support/subjects.ts';

const { values, positionals } = readOptions(import.meta.filename, {
  scenes: { type: 'string' },
  model: { type: 'string' },
  source: { type: 'string', default: 'caption' },
  count: { type: 'string' },
  threads: { type: 'string' },
});
const [measure] = positionals;
const { scenes: folder, source } = values;
if ((measure !== 'pointing' && measure !== 'faithfulness') || !folder)
  throw new Error('Give "pointing" or "faithfulness", and --scenes DIR. --help says more.');
if (source !== 'caption' && source !== 'itm') throw new Error(`--source ${source}: choose caption or itm.`);

const model = {
  ...(values.model && { model: values.model }),
  ...(values.threads && { threads: Number(values.threads) }),
};
const subject = await openSubject(await openModel(model, new AbortController().signal), source);
const words = await nounsByWord();
const scenes = await readScenes(folder, values.count ? integer('count', values.count) : undefined);
const [game, faithfulness] = [new PointingGame(), new Faithfulness()];
for (const [index, scene] of scenes.entries()) {
  const { caption } = scene;
  const pixels = preprocess(await readPicture(path.join(folder, scene.image)), subject.manifest.image);
  const explanations = await subject.explain(pixels, caption);
  const nouns = namedNouns(explanations[0]!, scene, words);
  if (measure === 'pointing') game.add(explanations, nouns, index);
  else await faithfulness.add(subject, { caption, pixels }, explanations, nouns);
  if ((index + 1) % 10 === 0) console.error(`${index + 1} of ${scenes.length} scenes`);
}
await subject.dispose();
console.log(measure === 'pointing' ? game.table() : faithfulness.table());
