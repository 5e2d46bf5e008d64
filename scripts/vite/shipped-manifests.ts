import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';

const FOLDERS = ['models/demo/webgpu/', 'models/demo/wasm/'];

/** SHA-256 of the manifests of the bundles in a served folder, by the bundle's folder. */
export function shippedManifests(served: string): Record<string, string> {
  const files = FOLDERS.map((folder) => [folder, join(served, folder, MANIFEST_FILE)] as const);
  return Object.fromEntries(
    files.filter(([, file]) => existsSync(file)).map(([folder, file]) => [folder, sha256(file)]),
  );
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
