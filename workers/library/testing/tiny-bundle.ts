/** For tests: bundles of a few bytes, and what a device has of bundles. */
import { createHash } from 'node:crypto';
import { type BundleManifest, MANIFEST_FILE } from '../../../core/manifest/manifest.ts';
import type { PickedFile } from '../../../core/protocol/index.ts';
import { exampleManifest } from '../../../model-export/testing/manifest.ts';
import type { FakeOpfs } from '../../storage/testing/fake-opfs.ts';

/** Files of a valid bundle; the text makes it another one. `extra` are further files of it. */
export function tinyBundle(text: string, extra: readonly string[] = []): Record<string, Uint8Array> {
  const manifest = exampleManifest();
  const names = [...Object.keys(manifest.files), ...extra];
  const files = Object.fromEntries(names.map((name) => [name, encode(`${name} of ${text}`)]));
  manifest.files = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, { bytes: bytes.byteLength, sha256: sha256(bytes) }]),
  );
  return { ...files, [MANIFEST_FILE]: encode(JSON.stringify(manifest)) };
}

export function pickedBundle(files: Record<string, Uint8Array>): PickedFile[] {
  return Object.entries(files).map(([name, bytes]) => ({
    path: `bundle/${name}`,
    file: new File([new Uint8Array(bytes)], name),
  }));
}

export type BundleState = 'installed' | 'removed';

/**
 * The bundles as a tab that is opened at this moment would find them, with damage: files that are missing or have
 * another digest.
 */
export function bundlesOn(opfs: FakeOpfs): { states: Map<string, BundleState>; damage: string[] } {
  const paths = new Set(opfs.paths());
  const states = new Map<string, BundleState>();
  const damage: string[] = [];
  for (const path of paths) {
    const [, key] = /^bundles\/([^/]+)\/blipscope\.json$/.exec(path) ?? [];
    const manifest = key === undefined ? null : manifestIn(opfs.read(path));
    if (key === undefined || !manifest) continue;
    states.set(key, paths.has(`bundles/${key}/.removed`) ? 'removed' : 'installed');
    for (const [name, { sha256: expected }] of Object.entries(manifest.files)) {
      const file = `bundles/${key}/${name}`;
      if (!paths.has(file) || sha256(opfs.read(file)) !== expected) damage.push(file);
    }
  }
  return { states, damage };
}

function manifestIn(bytes: Uint8Array): BundleManifest | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

const encode = (text: string) => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
