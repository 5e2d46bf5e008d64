/** Loads a matcher next to the captioner, on the same runtime. */

import type { LoadedMatcher, MatcherRequest } from '../../core/protocol/index.ts';
import { createMatcher, type EncodedImage, type Matcher, type MatcherImage } from '../engine/index.ts';
import { openBeside } from './beside-captioner.ts';
import {
  bundleBytes,
  engineOptions,
  type LoadContext,
  type LoadServices,
  onRuntime,
  type ReadyModel,
} from './load-model.ts';

export interface ReadyMatcher {
  request: MatcherRequest;
  matcher: Matcher;
  description: LoadedMatcher;
}

/**
 * Loads a matcher and runs it once. Where it is the captioner's own bundle, only the graphs that the captioner
 * lacks are loaded.
 *
 * @param makeRoom called before the graphs are loaded.
 * @throws {BundleError} for a bundle without ITM, and what the bundle and the engine throw.
 */
export async function loadMatcher(
  services: LoadServices,
  request: MatcherRequest,
  captioner: ReadyModel,
  context: LoadContext,
  makeRoom: () => Promise<void>,
): Promise<ReadyMatcher> {
  const { runtime, fp32Fallback } = captioner;
  const { bundle, isOwn: shared } = await openBeside(services, request.source, 'match', captioner, context);
  const { source, dtype } = bundle.manifest;
  await makeRoom();
  const start = async () => {
    const options = { ...(await engineOptions(runtime, bundle, context.signal)), fp32Fallback };
    const matcher = await createMatcher(options, { encoded: shared });
    return warmedUp(matcher, shared ? captioner : null, context.signal);
  };
  const matcher = await onRuntime(runtime, start);
  return {
    request,
    matcher,
    description: { id: source.id, dtype, bytes: bundleBytes(bundle.manifest), shared },
  };
}

/** Encodes a picture for the matcher: from the captioner's encoding where they share one, else from the pixels. */
export async function encodeForMatcher(
  { matcher, description }: ReadyMatcher,
  picture: { encoded: () => Promise<EncodedImage>; pixels: () => Promise<Float32Array> },
  signal: AbortSignal,
): Promise<MatcherImage> {
  if (description.shared) return matcher.encodeFrom(await picture.encoded(), signal);
  return matcher.encode(await picture.pixels(), signal);
}

/** Runs the matcher once, so that the first match compiles nothing and a matcher that cannot run here fails now. */
async function warmedUp(
  matcher: Matcher,
  captioner: ReadyModel | null,
  signal: AbortSignal,
): Promise<Matcher> {
  try {
    const { size } = matcher.manifest.image;
    const blank = new Float32Array(3 * size * size);
    const encoded = (await captioner?.engine.encode(blank, signal)) ?? null;
    try {
      const image = encoded ? await matcher.encodeFrom(encoded, signal) : await matcher.encode(blank, signal);
      await matcher.match(image, [''], signal).finally(() => image.dispose());
    } finally {
      encoded?.dispose();
    }
    return matcher;
  } catch (error) {
    await matcher.dispose();
    throw error;
  }
}
