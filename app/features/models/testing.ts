import { HUB } from '../../../core/hub-address';
import type {
  CheckpointInfo,
  InstalledBundle,
  Library,
  PendingDownload,
  PickedFile,
} from '../../../core/protocol';
import type { Task } from './install/jobs.slice';

export const ID = 'Salesforce/blip-image-captioning-base';

/** What the hub says of a base captioner. */
export const INFO: CheckpointInfo = {
  id: ID,
  revision: 'c0ffee',
  capabilities: ['caption'],
  downloadBytes: 990e6,
  downloadedBytes: 0,
  bundleBytes: { fp32: 896e6, q8: 231e6, q4: 144e6 },
  work: { picture: 42, word: 52 },
  inferred: [],
};

export function bundleOf(key: string, changes: Partial<InstalledBundle> = {}): InstalledBundle {
  const made = { revision: 'c0ffee', target: 'wasm', dtype: 'q8', bytes: 231e6 } as const;
  return { key, id: ID, ...made, capabilities: ['caption'], installedAt: 0, ...changes };
}

export const DOWNLOAD: PendingDownload = {
  key: 'half-way',
  id: ID,
  revision: 'main',
  endpoint: HUB,
  target: 'wasm',
  dtype: 'q8',
  downloadedBytes: 400e6,
  totalBytes: 990e6,
};

export function libraryOf(changes: Partial<Library> = {}): Library {
  return { bundles: [], downloads: [], usageBytes: 1e9, quotaBytes: 11e9, ...changes };
}

export const WANTED = { kind: 'hub', id: ID, revision: 'main', endpoint: HUB } as const;

export const INSTALL: Task = { kind: 'install', wanted: WANTED, target: 'wasm', dtype: 'q8' };

export function picked(path: string, type = ''): PickedFile {
  return { path, file: new File(['x'], path.split('/').at(-1) ?? path, { type }) };
}
