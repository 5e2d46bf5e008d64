/** A runtime whose graphs are scripts with the names and shapes of real ones. */

import { type InferenceSession, Tensor } from 'onnxruntime-common';
import type { Capability } from '../../../core/dtypes.ts';
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  type BundleManifest,
  type GraphRole,
} from '../../../core/manifest/manifest.ts';
import { GENERATION_DEFAULTS } from '../../../core/settings/index.ts';
import type { Bundle, Runtime, Tokenizer } from '../runtime.ts';
import {
  answerKeysValues,
  explainAnswer,
  explainCaption,
  explainMatch,
  type Feeds,
  floats,
  imageFeatures,
  ints,
  matcher,
  questionEncoder,
  type Results,
  tensorOf,
  textFeatures,
} from './fake-graphs.ts';
import type { Script } from './fake-model.ts';

export const VOCABULARY = 12;
export const IDS = { bosId: 10, encId: 11, eosId: 3, padId: 0 };
const TOWER = { hiddenSize: 8, layers: 2, heads: 1, intermediateSize: 16, layerNormEps: 1e-6 };
const ROLES: Record<Capability, GraphRole[]> = {
  caption: ['vision_encoder', 'cross_attention_kv', 'text_decoder'],
  match: ['vision_encoder', 'cross_attention_kv', 'matcher'],
  contrast: ['vision_encoder', 'image_features', 'text_features'],
  answer: ['vision_encoder', 'cross_attention_kv', 'question_encoder', 'answer_kv', 'text_decoder'],
};
const EXPLAINING = ['explain_caption', 'explain_itm', 'explain_answer'] as const;
/** Patches of the 2 × 2 grid, and [CLS]. */
const COLUMNS = 5;

/** A manifest whose graph files contain their names; 2 layers of 1 head, 2 × 2 patches. */
export function fakeManifest(
  capabilities: Capability[] = ['caption'],
  extra: GraphRole[] = [],
): BundleManifest {
  const roles = [...new Set([...capabilities.flatMap((capability) => ROLES[capability]), ...extra])];
  const entries = roles.flatMap((role) => [`${role}.onnx`, `${role}.bin`]);
  const graph = (role: GraphRole) => {
    const [file, data] = [`${role}.onnx`, [`${role}.bin`]];
    return { file, data, bytes: file.length + data[0]!.length, sha256: '' };
  };
  return {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    source: { id: 'test/fake', revision: null, sha256: '' },
    target: 'node',
    dtype: 'fp32',
    architecture: {
      model: 'blip',
      vision: { ...TOWER, imageSize: 4, patchSize: 2 },
      text: { ...TOWER, vocabSize: VOCABULARY, maxPositions: 20 },
    },
    image: { size: 4, patchSize: 2, mean: [0, 0, 0], std: [1, 1, 1] },
    text: { tokenizer: 'tokenizer.json', ...IDS, maxPositions: 20 },
    generation: { ...GENERATION_DEFAULTS, prompt: 'four five', minLength: 0, maxLength: 9 },
    capabilities,
    graphs: Object.fromEntries(roles.map((role) => [role, graph(role)])),
    files: Object.fromEntries(entries.map((name) => [name, { bytes: name.length, sha256: '' }])),
  };
}

/** `roles`: graphs in addition to those that the capabilities need. */
export function fakeBundle(capabilities?: Capability[], roles?: GraphRole[]): Bundle {
  return {
    manifest: fakeManifest(capabilities, roles),
    read: async (name) => new TextEncoder().encode(name),
  };
}

const WORDS = [
  '[PAD]',
  'one',
  'two',
  '[SEP]',
  'four',
  'five',
  'six',
  '##s',
  'eight',
  'nine',
  '[DEC]',
  '[ENC]',
];

export const fakeTokenizer: Tokenizer = {
  clsId: 1,
  encode: (text) =>
    text
      .split(' ')
      .filter(Boolean)
      .map((word) => WORDS.indexOf(word)),
  token: (id) => WORDS[id] ?? '[UNK]',
  decode: (ids) =>
    ids
      .filter((id) => !fakeTokenizer.isSpecial(id))
      .map((id) => WORDS[id])
      .join(' ')
      .replaceAll(' ##', ''),
  isSpecial: (id) => [0, 3, 10, 11].includes(id),
};

/**
 * Creates sessions from the files of `fakeBundle`. The decoder stores each row's ids in its key cache, from which the
 * script gets them. `image_embeds` contains the picture's first pixel, which the script gets as the first id.
 */
export class FakeRuntime implements Runtime {
  readonly Tensor = Tensor;
  readonly options: InferenceSession.SessionOptions[] = [];
  /** Every tensor of the decoder's cache, and every tensor that another session returned. */
  readonly present: Tensor[] = [];
  readonly features: Tensor[] = [];
  /** Fed and already disposed: must stay 0. */
  fedDisposed = 0;
  released = 0;
  /** The error that the next run of the decoder throws. */
  failure: Error | null = null;
  runs = 0;
  onRun = () => {};

  /** `severalPictures`: what the decoder takes; those of earlier bundles take one. */
  constructor(
    private readonly script: Script,
    private readonly severalPictures = true,
  ) {}

  readonly InferenceSession = {
    create: async (model: unknown, ...rest: unknown[]): Promise<InferenceSession> => {
      const options: InferenceSession.SessionOptions = Object.assign({}, ...rest);
      const file = model instanceof Uint8Array ? new TextDecoder().decode(model) : '';
      const role = [...Object.values(ROLES).flat(), 'matcher_kv' as const, ...EXPLAINING].find(
        (each) => file === `${each}.onnx` || file === `${each}.in-float.onnx`,
      );
      if (!role) throw new Error(`no graph in ${file}`);
      this.options.push(options);
      return this.#session(role);
    },
  };

  #session(role: GraphRole): InferenceSession {
    // Graphs that explain have no script: they are tested on real ones.
    const graphs: Partial<Record<GraphRole, (feeds: Feeds) => Results>> = {
      vision_encoder: (feeds) => this.#vision(feeds),
      cross_attention_kv: (feeds) => this.#crossKv(feeds),
      matcher_kv: (feeds) => this.#crossKv(feeds),
      text_decoder: (feeds) => this.#decode(feeds),
      matcher: (feeds) => matcher(feeds),
      explain_caption: (feeds) => explainCaption(feeds),
      explain_itm: (feeds) => explainMatch(feeds),
      explain_answer: (feeds) => explainAnswer(feeds),
      image_features: (feeds) => imageFeatures(feeds),
      text_features: (feeds) => textFeatures(feeds),
      question_encoder: (feeds) => questionEncoder(feeds),
      answer_kv: (feeds) => answerKeysValues(feeds),
    };
    const run = async (feeds: Feeds, fetches?: object): Promise<Results> => {
      this.runs += 1;
      this.onRun();
      for (const tensor of Object.values(feeds)) if (tensor.location === 'none') this.fedDisposed += 1;
      const results = graphs[role]!(feeds);
      const wanted = fetches ? Object.keys(fetches) : Object.keys(results);
      const fetched = Object.fromEntries(wanted.map((name) => [name, results[name]!]));
      if (role !== 'text_decoder') this.features.push(...Object.values(fetched));
      return fetched;
    };
    const release = async () => {
      this.released += 1;
    };
    const profiling = { startProfiling: () => {}, endProfiling: () => {} };
    const inputMetadata = role === 'text_decoder' ? [this.#keysMetadata()] : [];
    const metadata = { inputNames: [], outputNames: [], inputMetadata, outputMetadata: [] };
    return { run, release, ...profiling, ...metadata };
  }

  #keysMetadata(): InferenceSession.ValueMetadata {
    const shape = [this.severalPictures ? 'pictures' : 1, 1, 8, COLUMNS];
    return { name: 'cross_key.0', isTensor: true, type: 'float32', shape };
  }

  #vision(feeds: Feeds): Results {
    return { image_embeds: tensorOf([1, COLUMNS, 8], floats(feeds, 'pixel_values')[0]!) };
  }

  #crossKv(feeds: Feeds): Results {
    const picture = floats(feeds, 'image_embeds')[0]!;
    const names = [0, 1].flatMap((layer) => [`cross_key.${layer}`, `cross_value.${layer}`]);
    return Object.fromEntries(names.map((name) => [name, tensorOf([1, 1, 8, COLUMNS], picture)]));
  }

  #decode(feeds: Feeds): Results {
    if (this.failure) throw this.failure;
    const ids = ints(feeds, 'input_ids');
    const length = ints(feeds, 'total_length')[0]!;
    const past = floats(feeds, 'past_key.0');
    const rows = [...ids].map((id, row) => {
      const seen = Array.from({ length: length - 1 }, (_, t) => past[(row * (length - 1) + t) * 8]!);
      return [...seen, id];
    });
    return { ...this.#caches(rows, length), ...this.#outputs(rows, feeds['cross_key.0']!) };
  }

  /** [B, 1, T, 8], each id eight times. */
  #caches(rows: number[][], length: number): Results {
    const values = rows.flatMap((row) => row.flatMap((id) => new Array<number>(8).fill(id)));
    const names = [0, 1].flatMap((layer) => [`present_key.${layer}`, `present_value.${layer}`]);
    const dims = [rows.length, 1, length, 8];
    const tensors = names.map((name) => [name, new Tensor('float32', values, dims)] as const);
    this.present.push(...tensors.map(([, tensor]) => tensor));
    return Object.fromEntries(tensors);
  }

  /** The attention of layer l is l everywhere, plus the row's last id. */
  #outputs(rows: number[][], cross: Tensor): Results {
    const pictures = cross.dims[0]!;
    const perPicture = rows.length / pictures;
    const keys = cross.data as Float32Array;
    const pictureOf = (row: number) => keys[Math.floor(row / perPicture) * 8 * COLUMNS]!;
    const logits = rows.flatMap((ids, row) => [...this.script([pictureOf(row), ...ids])]);
    const attention = (layer: number) =>
      rows.flatMap((row) => new Array<number>(COLUMNS).fill(layer + row.at(-1)!));
    const dims = [pictures, 1, perPicture, COLUMNS];
    return {
      logits: new Tensor('float32', logits, [rows.length, VOCABULARY]),
      'cross_attention.0': new Tensor('float32', attention(0), dims),
      'cross_attention.1': new Tensor('float32', attention(1), dims),
    };
  }
}
