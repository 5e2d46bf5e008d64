/** What a matcher and an answerer have in common: they load next to the captioner, on its runtime. */
import type { Capability } from '../../core/dtypes.ts';
import type { ModelSource } from '../../core/protocol/index.ts';
import { type Bundle, requireArithmetic, requireCapability } from '../engine/index.ts';
import { type LoadContext, type LoadServices, openSource, type ReadyModel } from './load-model.ts';

export interface BundleBeside {
  bundle: Bundle;
  /** It is the captioner's own bundle. */
  isOwn: boolean;
}

/** @throws {BundleError} for a bundle without the capability, and what opening it throws. */
export async function openBeside(
  services: LoadServices,
  source: ModelSource,
  capability: Capability,
  { runtime, engine, description, request }: ReadyModel,
  context: LoadContext,
): Promise<BundleBeside> {
  const bundle = await openSource(services, source, description.backend, context);
  requireCapability(bundle.manifest, [capability]);
  requireArithmetic(bundle.manifest, runtime.execution);
  const [own, other] = [engine.manifest, bundle.manifest];
  // A folder's bundle may have been replaced since the captioner was read from it.
  const sameBytes = other.source.sha256 === own.source.sha256 && other.dtype === own.dtype;
  return { bundle, isOwn: sameBytes && sameSource(source, request.source) };
}

export function sameSource(a: ModelSource, b: ModelSource): boolean {
  if (a.kind === 'url') return b.kind === 'url' && a.url === b.url;
  return b.kind === 'installed' && a.key === b.key;
}
