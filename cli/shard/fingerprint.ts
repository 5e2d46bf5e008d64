/** What the bytes of a result depend on, apart from the pictures and the processor. */
import { createHash } from 'node:crypto';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { ShardSettings } from './settings.ts';

interface Part {
  id: string;
  /** Of all files of a bundle, or of the settings with their defaults. */
  sha256: string;
}

export interface ShardFingerprint {
  version: string;
  model: Part;
  matcher: Part | null;
  settings: Omit<Part, 'id'>;
}

export function fingerprintOf(
  model: BundleManifest,
  matcher: BundleManifest | null,
  settings: ShardSettings,
): ShardFingerprint {
  return {
    version: packageJson.version,
    model: bundlePart(model),
    matcher: matcher && bundlePart(matcher),
    settings: { sha256: hashOf(settings) },
  };
}

/** What differs, as words; null if nothing does. */
export function difference(one: ShardFingerprint, other: unknown): string | null {
  const theirs: Record<string, unknown> = typeof other === 'object' && other !== null ? { ...other } : {};
  const names = (['version', 'model', 'matcher', 'settings'] as const).filter(
    (name) => canonical(one[name]) !== canonical(theirs[name]),
  );
  return names.length === 0 ? null : names.join(' and ');
}

/** The manifest has the hash of each file, and everything else that the engine reads. */
function bundlePart(manifest: BundleManifest): Part {
  return { id: manifest.source.id, sha256: hashOf(manifest) };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** JSON with the keys of objects in order. */
function canonical(value: unknown): string {
  const sorted = (_: string, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return JSON.stringify(value, sorted) ?? 'null';
}
