/** What a bundle is made for, how its weights are stored, and what it can do. */

/** What bundles are made for. */
export const TARGETS = ['webgpu', 'wasm', 'node'] as const;
/** What a bundle was made for. */
export type Target = (typeof TARGETS)[number];

/** The targets that run in a browser. */
export const BACKENDS = ['webgpu', 'wasm'] as const satisfies Target[];
/** What runs a bundle in the page. */
export type Backend = (typeof BACKENDS)[number];

/** `q8` and `q4` are 8 and 4 bits for each weight of a matrix. */
export const DTYPES = ['fp32', 'fp16', 'q8', 'q4'] as const;
/** How weights are stored. */
export type Dtype = (typeof DTYPES)[number];

/** What models can do. */
export const CAPABILITIES = ['caption', 'match', 'contrast', 'answer'] as const;
/** What a model can do. `contrast`: it has ITC. */
export type Capability = (typeof CAPABILITIES)[number];

/** The dtypes that can be exported for a target. In Node the runtime computes fp16 in float32: it is for comparing. */
const DTYPES_OF: Readonly<Record<Target, readonly Dtype[]>> = {
  webgpu: DTYPES,
  wasm: ['fp32', 'q8', 'q4'],
  node: DTYPES,
};

export function supportsDtype(target: Target, dtype: Dtype): boolean {
  return DTYPES_OF[target].includes(dtype);
}
