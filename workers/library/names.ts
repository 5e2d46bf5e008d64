import type { Dtype, Target } from '../../core/dtypes.ts';
import { sha256 } from '../../core/sha256.ts';

const MAX_SLUG = 60;
const FINGERPRINT = 8;

export interface BundleName {
  id: string;
  target: Target;
  dtype: Dtype;
  /** Identifies the source: bundles of the same name are the same. */
  fingerprint: string;
}

/** E.g. `salesforce--blip-image-captioning-base-1a2b3c4d-wasm-q8`. */
export function bundleKey({ id, target, dtype, fingerprint }: BundleName): string {
  return `${slug(id)}-${fingerprint}-${target}-${dtype}`;
}

/** One per model, revision and endpoint. */
export async function downloadKey(id: string, revision: string, endpoint: string): Promise<string> {
  return `${slug(id)}-${await fingerprint(id, revision, endpoint.replace(/\/+$/, ''))}`;
}

export async function fingerprint(...parts: (string | number)[]): Promise<string> {
  return (await sha256(new TextEncoder().encode(JSON.stringify(parts)))).slice(0, FINGERPRINT);
}

function slug(id: string): string {
  const plain = id
    .toLowerCase()
    .replaceAll('/', '--')
    .replace(/[^a-z0-9._-]+/g, '-');
  return plain.replace(/^[.-]+/, '').slice(0, MAX_SLUG) || 'model';
}

/** Paths without the one folder that all files are in, if there is one; files that the system adds are left out. */
export function withoutCommonFolder<T extends { path: string }>(files: readonly T[]): T[] {
  const ours = files.filter(({ path }) => !isSystemFile(path));
  const [first] = ours;
  const end = first ? first.path.indexOf('/') + 1 : 0;
  const folder = first?.path.slice(0, end) ?? '';
  if (end === 0 || !ours.every(({ path }) => path.startsWith(folder))) return ours;
  return withoutCommonFolder(ours.map((file) => ({ ...file, path: file.path.slice(end) })));
}

function isSystemFile(path: string): boolean {
  return /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$|(^|\/)__MACOSX\//.test(path);
}
