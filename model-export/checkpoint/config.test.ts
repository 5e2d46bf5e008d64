import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const parse = (config: unknown) => parseConfig(JSON.stringify(config));
const captioner = (text: object = {}, vision: object = {}, rest: object = {}) => ({
  model_type: 'blip',
  architectures: ['BlipForConditionalGeneration'],
  text_config: text,
  vision_config: vision,
  ...rest,
});

test('uses the defaults of transformers', () => {
  const { architecture, tokens, tiedEmbeddings } = parse(captioner());
  expect(architecture.text).toMatchObject({
    hiddenSize: 768,
    heads: 8,
    vocabSize: 30524,
    maxPositions: 512,
    layerNormEps: 1e-12,
  });
  expect(architecture.vision).toMatchObject({
    hiddenSize: 768,
    heads: 12,
    imageSize: 384,
    patchSize: 16,
    layerNormEps: 1e-5,
  });
  expect(tokens).toEqual({ bosId: 30522, encId: 30523, eosId: 102, padId: 0 });
  expect(tiedEmbeddings).toBe(true);
});

test('sides of pictures and patches may be lists', () => {
  const { vision } = parse(captioner({}, { image_size: [32, 32], patch_size: [8, 8] })).architecture;
  expect(vision).toMatchObject({ imageSize: 32, patchSize: 8 });
});

test('the end token is sep_token_id; eos_token_id is not read', () => {
  expect(parse(captioner({ sep_token_id: 6, eos_token_id: 2 })).tokens.eosId).toBe(6);
});

test('unties embeddings only if the file says so', () => {
  const no = { tie_word_embeddings: false };
  expect(parse(captioner(no, {}, no)).tiedEmbeddings).toBe(false);
  expect(parse(captioner({}, {}, no)).tiedEmbeddings).toBe(true);
  expect(parse(captioner(no)).tiedEmbeddings).toBe(true);
});

test.each([
  ['BlipForImageTextRetrieval', 'retrieval', 256],
  ['BlipModel', 'contrast', 512],
  ['BlipForQuestionAnswering', 'vqa', 0],
])('%s is a %s', (architecture, kind, projectionSize) => {
  expect(parse(captioner({}, {}, { architectures: [architecture] }))).toMatchObject({ kind, projectionSize });
});

test.each([
  [{ model_type: 'vit' }, 'This checkpoint is a vit; Blipscope reads BlipForConditionalGeneration'],
  [captioner({}, {}, { architectures: ['Blip2Model'] }), 'is a Blip2Model'],
  [captioner({}, {}, { architectures: ['toString'] }), 'is a toString'],
  [captioner({ hidden_act: 'mish' }), 'text_config.hidden_act is "mish"; only gelu,'],
  [captioner({}, { hidden_act: 'mish' }), 'vision_config.hidden_act is "mish"; only gelu,'],
  [captioner({ is_decoder: false }), 'config.json: text_config: is_decoder is false; only true is supported'],
  [
    captioner({ hidden_sise: 3 }),
    'text_config has the setting "hidden_sise" (3), which Blipscope does not know',
  ],
  [captioner({}, {}, { qformer_config: {} }), 'config.json has the setting "qformer_config" ({…})'],
  [captioner({ suppress_tokens: [5] }), 'suppress_tokens is [5]; only [] is supported'],
  [captioner({}, { num_channels: 1 }), 'num_channels is 1; only 3 is supported'],
  [captioner({}, { image_size: [32, 48] }), 'image_size is [32,48]; pictures and patches must be square'],
  [
    captioner({}, {}, { quantization_config: { load_in_8bit: true, quant_method: 'bitsandbytes' } }),
    'The weights are quantized ("bitsandbytes" in quantization_config of config.json). Load the model',
  ],
  [captioner({ hidden_size: 'wide' }), 'hidden_size is "wide", a whole number was expected'],
  [captioner({ hidden_size: 100, num_attention_heads: 3 }), 'hidden_size 100 does not divide into 3 heads'],
  [captioner({ layer_norm_eps: 0 }), 'layer_norm_eps is 0, a positive number'],
  [captioner({}, { image_size: 100_000 }), 'image_size 100000 is beyond the 4096 px that are supported'],
  [captioner({}, { image_size: 4096, patch_size: 1 }), 'in patches of 1 makes 4096 a side; at most 256'],
  [captioner({}, { image_size: 0 }), 'image_size 0 does not divide into patches of 16'],
  [captioner({}, { patch_size: 0 }), 'image_size 384 does not divide into patches of 0'],
  [{ ...captioner(), text_config: 3 }, 'text_config is not an object'],
  [[], 'not a JSON object'],
])('%j is refused', (config, message) => {
  expect(() => parse(config)).toThrow(message);
});

test('refuses text that is not JSON', () => {
  expect(() => parseConfig('{')).toThrow('config.json is not a JSON object');
});
