import { type Dtype, supportsDtype, type Target } from '../../core/dtypes.ts';
import type { GraphRole } from '../../core/manifest/manifest.ts';
import { blockScheme } from './blocks.ts';
import { dequantizedLinear } from './dequantized.ts';
import { fp16InFloat, fp16Scheme } from './fp16.ts';
import { fp32 } from './fp32.ts';
import { int8InFloat, int8RowsScheme, int8Scheme } from './int8.ts';
import { type Scheme, UnsupportedDtypeError } from './scheme.ts';
import { exemptSmallMatrices, exemptSmallVocabularies } from './small.ts';

/** Which scheme stores which weights. There is one policy per graph. */
export interface QuantizationPolicy {
  /** Matrices of attention and feed-forward layers, and the word embeddings, which are the output layer too. */
  matrices: Scheme;
  /** Those of the decoder, in a graph that holds another text tower, too. */
  decoder?: Scheme;
  /** The patch projection: 0.3 % of the weights, and every later layer sees its error. */
  patches: Scheme;
  /** The last layers of matching and contrast: few rows, each of which decides a result. */
  heads: Scheme;
}

/**
 * Checks a dtype before a download.
 * @throws {UnsupportedDtypeError} for a dtype that the target cannot run
 */
export function requireDtype(dtype: Dtype, target: Target): void {
  if (supportsDtype(target, dtype)) return;
  throw new UnsupportedDtypeError(
    'WebAssembly has no 16-bit arithmetic, so there is no fp16 for wasm. Choose q8 (fastest), q4 (smallest) or fp32.',
  );
}

/** The policy of a graph; the dtype must pass `requireDtype`. */
export function policyFor(dtype: Dtype, target: Target, role: GraphRole): QuantizationPolicy {
  const explained = EXPLAINED[role];
  if (!explained) return policyOf(exemptSmall(matrixScheme(dtype, target, role), dtype, target));
  const differentiable = (of: GraphRole) =>
    exemptSmall(differentiableScheme(dtype, target, of), dtype, target);
  const policy = policyOf(differentiable(explained));
  return role === 'explain_answer' ? { ...policy, decoder: differentiable('text_decoder') } : policy;
}

function policyOf(matrices: Scheme): QuantizationPolicy {
  return { matrices, patches: fp32, heads: fp32 };
}

/**
 * What `policyFor` stores, multiplied in float32; null where that is how it is multiplied anyway, or where the target
 * does so by itself.
 */
export function policyInFloat(dtype: Dtype, target: Target, role: GraphRole): QuantizationPolicy | null {
  if (dtype !== 'fp16' || target !== 'webgpu' || EXPLAINED[role]) return null;
  return { matrices: fp16InFloat, patches: fp32, heads: fp32 };
}

/** On a GPU only weights have 8 bits, in blocks, which is accurate enough for the smallest product. */
function exemptSmall(scheme: Scheme, dtype: Dtype, target: Target): Scheme {
  if (dtype === 'fp32' || dtype === 'fp16') return scheme;
  const words = exemptSmallVocabularies(scheme);
  return dtype === 'q8' && target === 'webgpu' ? words : exemptSmallMatrices(words);
}

/** Graphs that are differentiated, with the graph whose stored tensors they use. */
const EXPLAINED: Partial<Record<GraphRole, GraphRole>> = {
  explain_caption: 'text_decoder',
  explain_itm: 'matcher',
  explain_answer: 'question_encoder',
};

/** The storage of `matrixScheme`, multiplied so that it has a derivative: no activation is rounded. */
function differentiableScheme(dtype: Dtype, target: Target, role: GraphRole): Scheme {
  if (dtype === 'q8' && target !== 'webgpu') return int8InFloat;
  return dtype === 'fp16' ? fp16InFloat : matrixScheme(dtype, target, role);
}

/** These multiply one row per caption; the others one per token of a picture or a text. */
const FEW_ROWS: readonly GraphRole[] = ['text_decoder'];

function matrixScheme(dtype: Dtype, target: Target, role: GraphRole): Scheme {
  switch (dtype) {
    case 'fp32':
      return fp32;
    case 'q8':
      if (target !== 'webgpu') return FEW_ROWS.includes(role) ? int8RowsScheme() : int8Scheme();
      return FEW_ROWS.includes(role) ? blockScheme(8) : { ...blockScheme(8), linear: dequantizedLinear };
    case 'q4':
      // The output layer decides between words that are close: its matrix, the embeddings, has 8 bits.
      return { linear: blockScheme(4).linear, embedding: blockScheme(8).embedding };
    case 'fp16':
      // CPUs have no 16-bit products: in Node the runtime converts to float32, which is useful only for comparison.
      return fp16Scheme();
  }
}
