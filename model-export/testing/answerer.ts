/** For tests: a captioner beside one of the reference's question answerers, whose picture both see alike. */
import { readSafetensors } from '../checkpoint/safetensors.ts';
import { type CheckpointFiles, readText } from '../io/byte-source.ts';
import { folderFiles, REFERENCE, withFiles } from './memory.ts';
import { decoderParts } from './mixture.ts';
import { type Part, partsOf, safetensors } from './safetensors.ts';

export const ANSWERER_TWIN = 'vqa-9';
const WEIGHTS = 'model.safetensors';
const KEYS_VALUES = /\.crossattention\.self\.(key|value)\./;

/** The hub's layout: the captioner's folder, and `answerer/` with the tensors that it lacks. */
export async function answererCheckpoint(): Promise<CheckpointFiles> {
  const twin = folderFiles(`${REFERENCE}/architectures/${ANSWERER_TWIN}`);
  const tensors = await readSafetensors(await twin.open(WEIGHTS), ANSWERER_TWIN);
  const all = await partsOf(tensors);
  const isShared = ({ name }: Part) =>
    name.startsWith('vision_model.') || (name.startsWith('text_encoder.') && KEYS_VALUES.test(name));
  const vision = all.filter(({ name }) => name.startsWith('vision_model.'));
  const decoder = await decoderParts(tensors, /\.attention\.self\./);
  const json = await readText(await twin.open('config.json'));
  const encode = (text: string) => new TextEncoder().encode(text);
  const inside = twin.list().filter((name) => /^(tokenizer|vocab)/.test(name));
  const tokenizer = await Promise.all(
    inside.map(async (name) => [`answerer/${name}`, encode(await readText(await twin.open(name)))] as const),
  );
  return withFiles(twin, {
    'config.json': encode(json.replace('BlipForQuestionAnswering', 'BlipForConditionalGeneration')),
    [WEIGHTS]: safetensors([...vision, ...decoder]),
    'answerer/config.json': encode(json),
    [`answerer/${WEIGHTS}`]: safetensors(all.filter((part) => !isShared(part))),
    ...Object.fromEntries(tokenizer),
  });
}

/** The answerer of the same name as a checkpoint of its own. */
export const answererAlone = (): CheckpointFiles =>
  folderFiles(`${REFERENCE}/architectures/${ANSWERER_TWIN}`);
