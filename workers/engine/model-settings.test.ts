/** Model settings other than every released BLIP's, against `transformers` (the cases of `reference/make/settings.py`). */
import * as runtime from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../../model-export/checkpoint/safetensors.ts';
import { type CheckpointFiles, readText } from '../../model-export/io/byte-source.ts';
import { referenceCheckpoint, withFiles } from '../../model-export/testing/memory.ts';
import {
  exportedFiles,
  largestError,
  readReference,
  readTensors,
} from '../../model-export/testing/reference.ts';
import { type Part, safetensors } from '../../model-export/testing/safetensors.ts';
import { createExplainer } from './explain/explain.ts';
import { onProcessor } from './testing/engine-options.ts';

const LOG_PROB_TOLERANCE = 1e-4;

interface Settings {
  models: { checkpoint: string; ids: number[]; cases: Record<string, { tokenLogProbs: number[] }> };
}

const { checkpoint, ids, cases } = readReference<Settings>('settings').models;
const noise = await (await readTensors('settings'))('noise');

interface Config {
  tie_word_embeddings?: boolean;
  text_config: { tie_word_embeddings?: boolean; hidden_act: string };
  vision_config: { hidden_act: string };
}
type Tensors = Map<string, Part>;

const WORDS = 'text_decoder.bert.embeddings.word_embeddings.weight';
const MATRIX = 'text_decoder.cls.predictions.decoder.weight';
const BIAS = 'text_decoder.cls.predictions.decoder.bias';
const HEAD_BIAS = 'text_decoder.cls.predictions.bias';

/** Adds `name`: the rows of `source` from the last to the first. */
function addReversed(tensors: Tensors, name: string, source: string): void {
  const { bytes, ...rest } = tensors.get(source)!;
  const size = bytes.byteLength / rest.shape[0]!;
  const rows = Array.from({ length: rest.shape[0]! }, (_, row) => bytes.slice(row * size, (row + 1) * size));
  tensors.set(name, { ...rest, name, bytes: new Uint8Array(Buffer.concat(rows.reverse())) });
}

const ownBias = (tensors: Tensors) => addReversed(tensors, BIAS, HEAD_BIAS);
const ownMatrix = (tensors: Tensors) => addReversed(tensors, MATRIX, WORDS);

const CHANGES: Record<string, (config: Config, tensors: Tensors) => void> = {
  'as it is': () => {},
  'untied, bias and matrix of its own': (config, tensors) => {
    config.tie_word_embeddings = config.text_config.tie_word_embeddings = false;
    ownBias(tensors);
    ownMatrix(tensors);
  },
  'tied, another bias': (_, tensors) => ownBias(tensors),
  'tied, another matrix': (_, tensors) => ownMatrix(tensors),
  "tied, only the output's bias": (_, tensors) => {
    ownBias(tensors);
    tensors.delete(HEAD_BIAS);
  },
  "tied, only the output's matrix": (_, tensors) => {
    ownMatrix(tensors);
    tensors.delete(WORDS);
  },
  'untied at the outer level only': (config) => {
    config.tie_word_embeddings = false;
  },
  'untied at the inner level only': (config) => {
    config.text_config.tie_word_embeddings = false;
  },
};

/** Other cases are called by a tower and its activation. */
function change(name: string, config: Config, tensors: Tensors): void {
  const [tower, activation] = name.split(' ');
  if (CHANGES[name]) CHANGES[name](config, tensors);
  else config[tower as 'text_config' | 'vision_config'].hidden_act = activation!;
}

async function changed(name: string): Promise<CheckpointFiles> {
  const files = referenceCheckpoint(checkpoint);
  const config: Config = JSON.parse(await readText(await files.open('config.json')));
  const stored = await readSafetensors(await files.open('model.safetensors'), checkpoint);
  const tensors: Tensors = new Map();
  for (const { read, ...tensor } of stored) tensors.set(tensor.name, { ...tensor, bytes: await read() });
  change(name, config, tensors);
  return withFiles(files, {
    'config.json': new TextEncoder().encode(JSON.stringify(config)),
    'model.safetensors': safetensors([...tensors.values()]),
  });
}

describe('a text has the log-probabilities of the reference', () => {
  test.each(Object.entries(cases))('%s', async (name, { tokenLogProbs }) => {
    const options = await onProcessor(runtime, await exportedFiles(await changed(name), name));
    const explainer = await createExplainer(options, { source: 'caption', method: 'grad-cam' });
    try {
      const image = await explainer.encode(noise);
      const { tokens } = await explainer.explain(image, ids).finally(() => image.dispose());
      const logProbs = tokens.map(({ logProb }) => logProb!);
      expect(largestError(logProbs, tokenLogProbs)).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
    } finally {
      await explainer.dispose();
    }
  });
});
