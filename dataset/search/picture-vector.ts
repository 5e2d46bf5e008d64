/** Vectors of pictures as they are stored. */

import type { PictureVector } from '../../core/collection.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';

const MAX_VALUE = 127;

/** `PictureVector.matcher`. Bundles of one checkpoint and dtype share their vectors, whatever their target is. */
export function matcherKey({ source: { sha256 }, dtype }: BundleManifest): string {
  return `${sha256} ${dtype}`;
}

/**
 * A picture's vector as it is stored.
 *
 * @param features [E], not normalised: the picture's side of ITC.
 */
export function pictureVector(features: Float32Array, manifest: BundleManifest): PictureVector {
  return { matcher: matcherKey(manifest), values: toInt8(features) };
}

/** In 255 steps of the largest value. Rankings hardly change by it: see docs/search.md. */
function toInt8(features: Float32Array): Int8Array<ArrayBuffer> {
  const largest = features.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return Int8Array.from(features, (value) => Math.round((value / (largest || 1)) * MAX_VALUE));
}

/** Base64, for files of text. */
export function vectorText(values: Int8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(values.buffer, values.byteOffset, values.length)));
}

/** Null for what is none. */
export function parseVectorText(text: string): Int8Array<ArrayBuffer> | null {
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Int8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
