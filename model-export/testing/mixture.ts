/** For tests: a captioner and a matcher with one vision tower, made from the reference's matcher. */
import type { StoredTensor } from '../checkpoint/safetensors.ts';
import { readSafetensors } from '../checkpoint/safetensors.ts';
import { type CheckpointFiles, readText } from '../io/byte-source.ts';
import { folderFiles, REFERENCE, withFiles } from './memory.ts';
import { type Part, partsOf, safetensors } from './safetensors.ts';

export const MIXTURE_TWIN = 'matcher-9';
const WEIGHTS = 'model.safetensors';

/** Other weights of the same shape: float32 numbers with inverted signs. */
function negated(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index % 4 === 3 ? byte ^ 0x80 : byte));
}

/** A captioner's decoder equal to the matcher's text tower, except for the tensors in `other`. */
export async function decoderParts(tensors: readonly StoredTensor[], other: RegExp): Promise<Part[]> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const part = async (name: string, from: string): Promise<Part> => {
    const { dtype, shape, read } = byName.get(from)!;
    const bytes = (await read()).slice();
    return { name, dtype, shape, bytes: other.test(from) ? negated(bytes) : bytes };
  };
  const parts: Part[] = [];
  for (const { name } of tensors.filter((tensor) => tensor.name.startsWith('text_encoder.'))) {
    parts.push(await part(name.replace('text_encoder', 'text_decoder.bert'), name));
  }
  const layer = 'text_encoder.encoder.layer.0.attention.output';
  const head = 'text_decoder.cls.predictions';
  for (const kind of ['weight', 'bias']) {
    parts.push(await part(`${head}.transform.dense.${kind}`, `${layer}.dense.${kind}`));
    parts.push(await part(`${head}.transform.LayerNorm.${kind}`, `${layer}.LayerNorm.${kind}`));
  }
  const words = byName.get('text_encoder.embeddings.word_embeddings.weight')!.shape[0]!;
  parts.push({ name: `${head}.bias`, dtype: 'F32', shape: [words], bytes: new Uint8Array(4 * words) });
  return parts;
}

export interface Mixture {
  /** The hub's layout: the captioner's folder, and `matcher/` with the tensors that it lacks. */
  files: CheckpointFiles;
  /** The same in one file of weights with every tensor under all its names, as in pre-training. */
  oneFile: CheckpointFiles;
}

/** With `keysValues: 'own'` the matcher has its own projections to keys. */
export async function mixtureCheckpoint(keysValues: 'shared' | 'own'): Promise<Mixture> {
  const matcher = folderFiles(`${REFERENCE}/architectures/${MIXTURE_TWIN}`);
  const tensors = await readSafetensors(await matcher.open(WEIGHTS), MIXTURE_TWIN);
  const all = await partsOf(tensors);
  const own = keysValues === 'own' ? '|crossattention\\.self\\.key\\.weight$' : '';
  const decoder = await decoderParts(tensors, new RegExp(`\\.attention\\.self\\.(query|key)\\.${own}`));
  const vision = all.filter(({ name }) => name.startsWith('vision_model.'));
  const lacking = all.filter(({ name, bytes }) => {
    const twin = decoder.find((each) => each.name === name.replace('text_encoder', 'text_decoder.bert'));
    return !name.startsWith('vision_model.') && !(twin && Buffer.compare(twin.bytes, bytes) === 0);
  });
  const json = await readText(await matcher.open('config.json'));
  const encode = (text: string) => new TextEncoder().encode(text);
  const captionerJson = json.replace('BlipForImageTextRetrieval', 'BlipForConditionalGeneration');
  return {
    files: withFiles(matcher, {
      'config.json': encode(captionerJson),
      [WEIGHTS]: safetensors([...vision, ...decoder]),
      'matcher/config.json': encode(json),
      'matcher/model.safetensors': safetensors(lacking),
    }),
    oneFile: withFiles(matcher, {
      'config.json': null,
      [WEIGHTS]: safetensors([...all, ...decoder]),
    }),
  };
}

/** The same tensors under other names. */
export async function withNames(
  files: CheckpointFiles,
  names: Record<string, string>,
): Promise<CheckpointFiles> {
  const tensors = await readSafetensors(await files.open(WEIGHTS), WEIGHTS);
  const parts = tensors.map(async ({ name, read, ...rest }) => {
    return { ...rest, name: names[name] ?? name, bytes: (await read()).slice() };
  });
  return withFiles(files, { [WEIGHTS]: safetensors(await Promise.all(parts)) });
}
