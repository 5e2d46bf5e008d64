/** What the parts of captioning take at least, by the model's dimensions: how far a time is from a machine's limit. */

import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type { LeastWork } from '../../core/protocol/bench.ts';

type Measures = Pick<BundleManifest, 'architecture' | 'image' | 'graphs' | 'files'>;

export function leastWork(manifest: Measures): LeastWork {
  return { encodeOperations: encodeOperations(manifest), stepBytes: stepBytes(manifest) };
}

/** N tokens through L layers of four D × D projections, two of D × I, and N × N attention; patches of 3 × P × P before. */
function encodeOperations({ architecture: { vision }, image }: Measures): number {
  const { hiddenSize, intermediateSize, layers } = vision;
  const patches = Math.floor(image.size / image.patchSize) ** 2;
  const tokens = patches + 1;
  const projections = tokens * (4 * hiddenSize ** 2 + 2 * hiddenSize * intermediateSize);
  const attention = 2 * tokens ** 2 * hiddenSize;
  const embedding = patches * 3 * image.patchSize ** 2 * hiddenSize;
  return 2 * (layers * (projections + attention) + embedding);
}

function stepBytes({ architecture: { text }, image, graphs, files }: Measures): number {
  const weights = (graphs.text_decoder?.data ?? []).reduce((sum, name) => sum + (files[name]?.bytes ?? 0), 0);
  const tokens = Math.floor(image.size / image.patchSize) ** 2 + 1;
  return weights + 4 * 2 * text.layers * tokens * text.hiddenSize;
}
