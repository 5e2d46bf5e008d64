/** For tests: a valid manifest. */

import { BUNDLE_FORMAT, type BundleManifest } from '../../core/manifest/manifest.ts';
import { GENERATION_DEFAULTS } from '../../core/settings/index.ts';

const SHA256 = '0'.repeat(64);

const TOWER = { hiddenSize: 16, layers: 2, heads: 2, intermediateSize: 32, layerNormEps: 1e-5 };

export function exampleManifest(): BundleManifest {
  return {
    format: BUNDLE_FORMAT,
    version: 1,
    source: { id: 'owner/name', revision: null, sha256: SHA256 },
    target: 'wasm',
    dtype: 'q8',
    architecture: {
      model: 'BlipForConditionalGeneration',
      vision: { ...TOWER, imageSize: 32, patchSize: 8 },
      text: { ...TOWER, vocabSize: 100, maxPositions: 40 },
    },
    image: { size: 32, patchSize: 8, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    text: { tokenizer: 'tokenizer.json', bosId: 98, encId: 99, eosId: 3, padId: 0, maxPositions: 40 },
    generation: GENERATION_DEFAULTS,
    capabilities: ['caption'],
    graphs: {
      vision_encoder: {
        file: 'vision_encoder.onnx',
        data: ['vision_encoder.bin'],
        bytes: 12,
        sha256: SHA256,
      },
    },
    files: {
      'tokenizer.json': { bytes: 2, sha256: SHA256 },
      'vision_encoder.onnx': { bytes: 4, sha256: SHA256 },
      'vision_encoder.bin': { bytes: 8, sha256: SHA256 },
    },
  };
}

/** A captioner's, with an answerer. */
export function manifestWithAnswerer(): BundleManifest {
  const { files, ...captioner } = exampleManifest();
  const { architecture, text } = captioner;
  const [file, data] = ['answerer.question_encoder.onnx', ['answerer.question_encoder.bin']];
  return {
    ...captioner,
    answerer: {
      architecture: { model: 'BlipForQuestionAnswering', text: { ...architecture.text, vocabSize: 110 } },
      text: { ...text, tokenizer: 'answerer.tokenizer.json' },
      graphs: { question_encoder: { file, data, bytes: 12, sha256: SHA256 } },
    },
    files: {
      ...files,
      'answerer.tokenizer.json': { bytes: 2, sha256: SHA256 },
      [file]: { bytes: 4, sha256: SHA256 },
      [data[0]!]: { bytes: 8, sha256: SHA256 },
    },
  };
}
