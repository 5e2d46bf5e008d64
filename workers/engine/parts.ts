/** The engine's parts, for code that measures or compares single steps. Everything else uses `index.ts`. */

export { captionBatch } from './caption-pictures.ts';
export { rowOf, type StepDecoder, type StepOutput } from './decode/decode.ts';
export { type DecoderModel, DecoderRun, type RunOptions, withDecoder } from './decode/decoder.ts';
export { batchSize, decodingPolicy, generate, returned } from './decode/generate.ts';
export { captionRandom, type RandomSource } from './decode/random.ts';
export { logProbOf, logSoftmax } from './decode/sampling.ts';
export { textIds } from './decode/score.ts';
export { CAPTION_ROLES } from './engine.ts';
export { type CheckOptions, createChecked } from './gpu/fp16-check.ts';
export { createBuffer } from './gpu/gpu-buffer.ts';
export { type CrossKeysValues, loadModel, type Model } from './model.ts';
export { hasFp16, sessionOptions } from './sessions.ts';
export { disposeAll, embedImage, encodeImage, imageKeysValues, named, takeFloats } from './vision.ts';
