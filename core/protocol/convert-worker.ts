/** What the convert worker answers: how models are installed, stored and removed. */
import type { Backend, Capability, Dtype } from '../dtypes.ts';
import type { ByPart } from './matmuls.ts';

/** A file that was picked or dropped; `path` is relative, with `/`, as in the folder it was picked from. */
export interface PickedFile {
  path: string;
  file: File;
}

/** Where a checkpoint comes from. */
export type CheckpointSource =
  | {
      kind: 'hub';
      /** `owner/name`. */
      id: string;
      /** A branch, a tag or a commit; `main` as a rule. */
      revision: string;
      /** Absolute, e.g. `https://huggingface.co`. The network is asked for nothing outside it and its redirects. */
      endpoint: string;
      /** Held in memory for this request only, never stored. */
      token: string | null;
    }
  | { kind: 'files'; name: string; files: PickedFile[] };

/** What a checkpoint is and would cost, before anything large is downloaded or written. */
export interface CheckpointInfo {
  id: string;
  /** The commit that the revision stands for now; null for local files. */
  revision: string | null;
  /** What its bundle could do. */
  capabilities: Capability[];
  /** Bytes to download in all, and how many of them an earlier attempt left on this device. Both 0 for local files. */
  downloadBytes: number;
  downloadedBytes: number;
  /** Bytes of the bundle by dtype; a dtype is absent when the size is not known beforehand, or the target lacks it. */
  bundleBytes: Partial<Record<Dtype, number>>;
  /** Its work in units of the matmul that `timeMatmuls` times; `word` is 0 for a model that writes nothing. */
  work: ByPart;
  /** What had to be inferred because the checkpoint has no config.json, a line each. */
  inferred: string[];
}

export interface InspectRequest {
  source: CheckpointSource;
  /** That `bundleBytes` are for. */
  target: Backend;
}

/** As in a `CheckpointSource` of the hub. */
export interface VocabularyRequest {
  endpoint: string;
  token: string | null;
}

export interface InstallRequest {
  source: CheckpointSource;
  target: Backend;
  dtype: Dtype;
}

/** Bytes of the phase that runs; `download` is absent for local files and for what was downloaded before. */
export interface InstallProgress {
  phase: 'download' | 'convert';
  doneBytes: number;
  totalBytes: number;
  /** A sentence for the person, e.g. that a file changed under way and is fetched again. */
  notice: string | null;
}

/** Bytes copied so far, and in all. */
export interface CopyProgress {
  doneBytes: number;
  totalBytes: number;
}

export interface InstalledBundle {
  /** Names it on this device; a folder's name. */
  key: string;
  /** The checkpoint's id, e.g. `Salesforce/blip-image-captioning-base`. */
  id: string;
  revision: string | null;
  /** What it was made for. `node` is possible after an import: it runs on WebAssembly, not at its best. */
  target: Backend | 'node';
  dtype: Dtype;
  bytes: number;
  capabilities: Capability[];
  /** Milliseconds since 1970. */
  installedAt: number;
}

/** A download that was broken off; installing the same source again goes on from its bytes. */
export interface PendingDownload {
  key: string;
  id: string;
  /** As it was asked for, e.g. `main`. */
  revision: string;
  endpoint: string;
  /** What it was to become. */
  target: Backend;
  dtype: Dtype;
  downloadedBytes: number;
  totalBytes: number;
}

export interface Library {
  bundles: InstalledBundle[];
  downloads: PendingDownload[];
  /** Bytes this origin uses and may use; null where the browser does not tell. */
  usageBytes: number | null;
  quotaBytes: number | null;
}

/**
 * `install` cancelled (a pause) keeps what was downloaded; `discard` deletes it. `remove` hides a bundle; its
 * bytes stay until `purge`, or until the tab that removed it is closed, so that `restore` can undo it.
 */
export interface LibraryRequests {
  library: { in: null; progress: never; out: Library };
  inspect: { in: InspectRequest; progress: never; out: CheckpointInfo };
  /** BERT's `vocab.txt`, to add to picked weights. */
  vocabulary: { in: VocabularyRequest; progress: never; out: File };
  install: { in: InstallRequest; progress: InstallProgress; out: InstalledBundle };
  discard: { in: { key: string }; progress: never; out: null };
  remove: { in: { key: string }; progress: never; out: null };
  restore: { in: { key: string }; progress: never; out: InstalledBundle };
  purge: { in: { key: string }; progress: never; out: null };
  /** The bundle as one uncompressed zip file, good until the next `pack`. */
  pack: { in: { key: string }; progress: CopyProgress; out: File };
  /** The bundle's files, e.g. to be written to a folder that the person picked. */
  unpacked: { in: { key: string }; progress: never; out: PickedFile[] };
  /** A bundle's folder, or one zip file of it. Every file is checked against the manifest's SHA-256. */
  import: { in: { files: PickedFile[] }; progress: CopyProgress; out: InstalledBundle };
}
