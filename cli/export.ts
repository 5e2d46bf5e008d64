import type { Dtype, Target } from '../core/dtypes.ts';
import { type HubAddress, parseHubAddress } from '../core/hub-address.ts';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import {
  type BaselineDtype,
  type CheckpointFiles,
  exportBaseline,
  exportBundle,
  requireDtype,
} from '../model-export/index.ts';
import { openLocal, withVocabulary } from './checkpoint-files.ts';
import { nodeHashing, pathKind } from './files.ts';
import { FolderSink, requireReplaceable } from './folder-sink.ts';
import { megabytes, print, printJson, printNotice } from './output.ts';
import { progressLine } from './progress.ts';

export interface ExportFlags {
  out: string;
  target: Target;
  dtype: Dtype;
  json?: boolean;
  endpoint?: string;
  revision?: string;
  vocab?: string;
}

/** `blipscope export <folder|file|hub id>`. */
export async function exportCommand(source: string, flags: ExportFlags, signal: AbortSignal): Promise<void> {
  // Check both before a download, which may take long.
  requireDtype(flags.dtype, flags.target);
  await requireReplaceable(flags.out);
  const start = performance.now();
  const { manifest, bytes } = await exportSource(source, flags, signal);
  const seconds = (performance.now() - start) / 1000;
  const result = { out: flags.out, bytes, ...summary(manifest), seconds, peakRssBytes: peakRssBytes() };
  if (flags.json) printJson(result);
  else {
    print(
      `${flags.out}: ${megabytes(bytes)}, ${flags.dtype} for ${flags.target}, in ${seconds.toFixed(1)} s with ${megabytes(result.peakRssBytes)} of memory at most`,
    );
  }
}

async function exportSource(source: string, flags: ExportFlags, signal: AbortSignal): Promise<Exported> {
  const address = (await pathKind(source)) === 'missing' ? parseHubAddress(source) : null;
  if (address) return exportHub(address, flags, signal);
  return exportLocal(source, { ...flags, signal });
}

async function exportHub(address: HubAddress, flags: ExportFlags, signal: AbortSignal): Promise<Exported> {
  // Loaded only for downloads: the hub's library would slow down the start of every command.
  const { openHub } = await import('./hub.ts');
  const checkpoint = await openHub(address, flags, signal);
  try {
    const files = flags.vocab === undefined ? checkpoint : await withVocabulary(checkpoint, flags.vocab);
    return await exportFiles({ ...flags, files, id: address.id, revision: checkpoint.commit, signal });
  } finally {
    await checkpoint.close();
  }
}

interface ExportTask {
  out: string;
  target: Target;
  dtype: Dtype;
  signal: AbortSignal;
  /** Shows no progress. */
  json?: boolean;
}

interface LocalExport extends ExportTask {
  vocab?: string;
}

async function exportLocal(source: string, { vocab, ...task }: LocalExport): Promise<Exported> {
  const { id, files, close } = await openLocal(source, vocab);
  try {
    return await exportFiles({ ...task, id, files });
  } finally {
    await close();
  }
}

export interface FolderExport extends ExportTask {
  folder: string;
  id: string;
}

/** Exports a checkpoint's folder in the standard form, as a baseline; see `exportBaseline`. */
export async function exportBaselineFolder(
  task: Omit<FolderExport, 'target' | 'dtype' | 'signal' | 'json'> & { dtype: BaselineDtype },
): Promise<{ bytes: number }> {
  const { files, close } = await openLocal(task.folder, undefined);
  const sink = await FolderSink.create(task.out);
  try {
    await exportBaseline({ ...task, files, hashing: nodeHashing, sink });
    await sink.commit();
    return { bytes: sink.bytes };
  } catch (error) {
    await sink.discard();
    throw error;
  } finally {
    await close();
  }
}

interface FilesExport extends ExportTask {
  id: string;
  files: CheckpointFiles;
  revision?: string;
}

export interface Exported {
  manifest: BundleManifest;
  bytes: number;
}

/** Exports a checkpoint's folder. `out` appears only when all of it is written. */
export async function exportFolder({ folder, ...task }: FolderExport): Promise<Exported> {
  const { files, close } = await openLocal(folder, undefined);
  try {
    return await exportFiles({ ...task, files });
  } finally {
    await close();
  }
}

async function exportFiles({ out, json, ...request }: FilesExport): Promise<Exported> {
  const sink = await FolderSink.create(out);
  const line = progressLine('Converting', json);
  try {
    const onProgress = (written: number, total: number) => line.update(written, total);
    const manifest = await exportBundle({
      ...request,
      hashing: nodeHashing,
      sink,
      onInferred: tellInferred,
      onProgress,
    });
    await sink.commit();
    return { manifest, bytes: sink.bytes };
  } catch (error) {
    await sink.discard();
    throw error;
  } finally {
    line.clear();
  }
}

/**
 * Prints to standard error what was inferred from the weights without a config.json, so that a person can check it.
 */
function tellInferred(notes: readonly string[]): void {
  for (const note of notes) printNotice(note);
}

function summary({ source, target, dtype, capabilities, graphs }: BundleManifest) {
  const sizes = Object.entries(graphs).map(([role, { file, bytes }]) => [role, { file, bytes }]);
  return { id: source.id, target, dtype, capabilities, graphs: Object.fromEntries(sizes) };
}

function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
