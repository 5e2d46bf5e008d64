/** The loaded models as searches use them. */
import type { ImageSettings } from '../../../core/protocol/index.ts';
import type { MatcherImage } from '../../engine/index.ts';
import type { ReadyMatcher } from '../../serve/load-matcher.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import type { Models } from '../../serve/text-service.ts';
import { CollectionError } from '../errors.ts';

export interface MatchingModels {
  used: Models;
  matcher: ReadyMatcher;
  /** What pixel values are made for. */
  image: ImageSettings;
  /** The caller disposes the result. */
  encode(pixelValues: Float32Array): Promise<MatcherImage>;
  step: <T>(job: () => Promise<T>) => Promise<T>;
}

/** @throws {CollectionError} ('model-missing', 'no-contrast') */
export function matchingModels(models: LoadedModels, signal: AbortSignal): MatchingModels {
  const { captioner, matcher } = models;
  if (!captioner || !matcher) throw noMatcher();
  const { manifest } = matcher.matcher;
  if (!manifest.capabilities.includes('contrast')) throw noContrast(manifest.source.id);
  const used = { captioner, matcher };
  const { engine } = captioner;
  const { shared } = matcher.description;
  return {
    used,
    matcher,
    image: shared ? engine.manifest.image : manifest.image,
    encode: shared
      ? (pixelValues) => encodeShared(used, pixelValues, signal)
      : (pixelValues) => matcher.matcher.encode(pixelValues, signal),
    step: (job) => models.step(used, job, signal),
  };
}

/** With the captioner's vision tower. */
async function encodeShared(
  { captioner: { engine }, matcher: { matcher } }: { captioner: Models['captioner']; matcher: ReadyMatcher },
  pixelValues: Float32Array,
  signal: AbortSignal,
): Promise<MatcherImage> {
  const encoded = await engine.encode(pixelValues, signal);
  try {
    const image = await matcher.encodeFrom(encoded, signal);
    const dispose = () => {
      image.dispose();
      encoded.dispose();
    };
    return { cross: image.cross, features: image.features, dispose };
  } catch (error) {
    encoded.dispose();
    throw error;
  }
}

function noMatcher(): CollectionError {
  return new CollectionError(
    'model-missing',
    'Pictures are found by a matcher, and none is loaded. Choose one in Models.',
  );
}

function noContrast(id: string): CollectionError {
  return new CollectionError(
    'no-contrast',
    `${id} has no contrast head (ITC), without which pictures cannot be searched: to look at each of them would take too long. Choose another matcher in Models, for example blip-itm-base-coco.`,
  );
}
