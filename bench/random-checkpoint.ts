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

interface Tower {
  hidden_size: number;
  intermediate_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  layer_norm_eps: number;
}

const TEXT: Tower = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  layer_norm_eps: 1e-12,
};
/** The two sizes that Salesforce published; both have the same text tower. */
const VISION: Record<string, Tower> = {
  base: { ...TEXT, layer_norm_eps: 1e-5 },
  large: {
    ...TEXT,
    layer_norm_eps: 1e-5,
    hidden_size: 1024,
    intermediate_size: 4096,
    num_hidden_layers: 24,
    num_attention_heads: 16,
  },
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
function fill(name: string, values: Float32Array, seed: number): number {
  if (/norm[12]?\.weight$/i.test(name)) {
    values.fill(1);
    return seed;
  }
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state / 2 ** 31 - 1) * HALF_WIDTH;
  }
  return state;
}

/** One after the other in the stream of noise, but for twins: they are drawn from where their originals were. */
function* tensorBytes(shapes: Shapes, seed: number): Generator<Uint8Array> {
  const begins = new Map<string, number>();
  let state = seed;
  for (const [name, shape] of shapes) {
    const count = shape.reduce((product, size) => product * size, 1);
    const twin = begins.get(TWINS[name] ?? '');
    const values = new Float32Array(name === POSITION_IDS ? 0 : count);
    begins.set(name, state);
    if (twin === undefined) state = fill(name, values, state);
    else fill(name, values, twin);
    yield new Uint8Array(name === POSITION_IDS ? countUp(count).buffer : values.buffer);
  }
}

function countUp(count: number): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from({ length: count }, (_, index) => BigInt(index));
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
  for (const bytes of tensorBytes(shapes, seed)) {
    if (!stream.write(bytes)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

/** A vocabulary of full size: BERT's special tokens where BERT has them, letters, the prompt, and fillers. */
function vocabulary(): string {
  const words = Array.from({ length: VOCABULARY.vocab_size - 2 }, (_, id) => `filler${id}`);
  for (const [id, token] of [
    [0, '[PAD]'],
    [100, '[UNK]'],
    [101, '[CLS]'],
    [102, '[SEP]'],
    [103, '[MASK]'],
  ] as const) {
    words[id] = token;
  }
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  [...letters, ...letters.map((letter) => `##${letter}`), 'picture', 'of'].forEach((token, index) => {
    words[200 + index] = token;
  });
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
