/// <reference path="../build-constants.d.ts" />
import { type BundleOptions, openBundle } from './bundle.ts';

/** SHA-256 of the manifest of a bundle that came with this build, by its folder; undefined for any other folder. */
export function shippedManifest(url: string): string | undefined {
  return Object.entries(SHIPPED_MANIFESTS).find(([folder]) => url.endsWith(`/${folder}`))?.[1];
}

/** Opens a bundle as `openBundle` does; of the bundles that came with the app, the one of this build. */
export const openShippedBundle: typeof openBundle = (url: string, options: BundleOptions = {}) =>
  openBundle(url, { ...options, manifestSha256: shippedManifest(url) });
