import type { BundleManifest, GraphRole } from './manifest.ts';

/** The graphs that answers share with captions: one encoding of a picture serves both. */
export const ANSWERER_SHARES: readonly GraphRole[] = ['vision_encoder', 'cross_attention_kv'];

/**
 * The manifest of a bundle's question answerer, as if it were a bundle of its own; of a bundle that only answers, its
 * manifest.
 */
export function answererManifest(manifest: BundleManifest): BundleManifest {
  const { answerer, ...captioner } = manifest;
  if (!answerer) return manifest;
  const { architecture, graphs, fp32Fallback, ...own } = answerer;
  return {
    ...captioner,
    ...own,
    architecture: { ...captioner.architecture, ...architecture },
    capabilities: ['answer'],
    graphs: { ...shared(captioner.graphs), ...graphs },
    fp32Fallback: fp32Fallback && { ...shared(captioner.fp32Fallback ?? {}), ...fp32Fallback },
  };
}

function shared(graphs: BundleManifest['graphs']): BundleManifest['graphs'] {
  return Object.fromEntries(ANSWERER_SHARES.flatMap((role) => (graphs[role] ? [[role, graphs[role]]] : [])));
}
