/**
 * Writes a BLIP captioner or matcher of full size with random weights, in the hub's layout: for timings, and for conversion
 * at full scale. Its captions mean nothing.
 *
 *   npx tsx bench/random-checkpoint.ts --out DIR [--model captioner|matcher] [--size base|large] [--seed 1]
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requestedShapes } from '../model-export/testing/requested-shapes.ts';
import { readOptions } from './support/options.ts';

const TEXT = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  layer_norm_eps: 1e-12,
};
const LARGE = { hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16 };
/** The two sizes that Salesforce published; both have the same text tower. */
const VISION: Record<string, typeof TEXT> = {
  base: { ...TEXT, layer_norm_eps: 1e-5 },
  large: { ...TEXT, ...LARGE, layer_norm_eps: 1e-5 },
};
const IMAGE = { image_size: 384, patch_size: 16 };
const COMMON_SPACE = 256;
const VOCABULARY = { vocab_size: 30524, max_position_embeddings: 512 };
/** BERT's initialisation; a uniform distribution of this half-width has its standard deviation of 0.02. */
const HALF_WIDTH = 0.02 * Math.sqrt(3);

type Shapes = ReadonlyMap<string, readonly number[]>;

const ARCHITECTURES: Record<string, string> = {
  captioner: 'BlipForConditionalGeneration',
  matcher: 'BlipForImageTextRetrieval',
};
const POSITION_IDS = 'text_decoder.bert.embeddings.position_ids';
/** What the published files of captioners store twice, and under which name. */
const TWINS: Record<string, string> = {
  'text_decoder.cls.predictions.decoder.weight': 'text_decoder.bert.embeddings.word_embeddings.weight',
  'text_decoder.cls.predictions.decoder.bias': 'text_decoder.cls.predictions.bias',
};

function withExtras(requested: Shapes): Shapes {
  const shapes = new Map(requested);
  for (const [twin, name] of Object.entries(TWINS)) {
    const shape = shapes.get(name);
    if (!shape) continue;
    shapes.set(twin, shape);
    shapes.set(POSITION_IDS, [1, VOCABULARY.max_position_embeddings]);
  }
  return shapes;
}

/** Gains of norms are 1; all else is noise, from a linear congruential generator (Numerical Recipes' constants). */
function noiseFor(name: string, count: number, seed: number): Float32Array {
  if (/norm[12]?\.weight$/i.test(name)) return new Float32Array(count).fill(1);
  let state = [...name].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), seed);
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * HALF_WIDTH;
  });
}

function tensorBytes(name: string, shape: readonly number[], seed: number): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (name !== POSITION_IDS) return new Uint8Array(noiseFor(TWINS[name] ?? name, count, seed).buffer);
  return new Uint8Array(BigInt64Array.from({ length: count }, (_, index) => BigInt(index)).buffer);
}

function header(shapes: Shapes): Buffer {
  let offset = 0;
  const entries = [...shapes].map(([name, shape]) => {
    const dtype = name === POSITION_IDS ? 'I64' : 'F32';
    const start = offset;
    offset += shape.reduce((product, size) => product * size, dtype === 'I64' ? 8 : 4);
    return [name, { dtype, shape, data_offsets: [start, offset] }];
  });
  return Buffer.from(JSON.stringify(Object.fromEntries(entries)));
}

async function writeWeights(file: string, shapes: Shapes, seed: number): Promise<void> {
  const head = header(shapes);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.byteLength));
  const stream = createWriteStream(file);
  stream.write(length);
  stream.write(head);
  for (const [name, shape] of shapes) {
    if (!stream.write(tensorBytes(name, shape, seed))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

/** A vocabulary of full size: BERT's special tokens where BERT has them, letters, the prompt, and fillers. */
function vocabulary(): string {
  const words = Array.from({ length: VOCABULARY.vocab_size - 2 }, (_, id) => `filler${id}`);
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const known = [...letters, ...letters.map((letter) => `##${letter}`), 'picture', 'of'];
  words.splice(0, 1, '[PAD]');
  words.splice(100, 4, '[UNK]', '[CLS]', '[SEP]', '[MASK]');
  words.splice(200, known.length, ...known);
  return [...words, '[DEC]', '[ENC]', ''].join('\n');
}

const { values } = readOptions(import.meta.filename, {
  out: { type: 'string', default: '' },
  model: { type: 'string', default: 'captioner' },
  size: { type: 'string', default: 'base' },
  seed: { type: 'string', default: '1' },
});
const vision = VISION[values.size];
const architecture = ARCHITECTURES[values.model];
if (!values.out || !vision || !architecture)
  throw new Error('Give --out DIR. --help lists the models and sizes.');
const config = {
  model_type: 'blip',
  architectures: [architecture],
  image_text_hidden_size: COMMON_SPACE,
  vision_config: { ...vision, ...IMAGE },
  text_config: { ...TEXT, ...VOCABULARY, bos_token_id: 30522, sep_token_id: 102, pad_token_id: 0 },
};
await mkdir(values.out, { recursive: true });
await writeFile(path.join(values.out, 'config.json'), JSON.stringify(config, null, 2));
await writeFile(path.join(values.out, 'vocab.txt'), vocabulary());
await writeWeights(
  path.join(values.out, 'model.safetensors'),
  withExtras(requestedShapes(config)),
  Number(values.seed),
);
