import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestTransform } from 'workbox-build';

/**
 * Adds to each file of the shell the SHA-256 of its bytes (`ShellFile` in `workers/storage/shell-files.ts`).
 *
 * @param onDemand the URLs of files that are stored when they are first used.
 */
export function withHashes(folder: string, { onDemand }: { onDemand: RegExp }): ManifestTransform {
  return (entries) => ({
    manifest: entries.map((entry) => ({
      ...entry,
      sha256: sha256(join(folder, entry.url)),
      ...(onDemand.test(entry.url) && { onDemand: true }),
    })),
  });
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
