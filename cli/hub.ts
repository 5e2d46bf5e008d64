/** Checkpoints from the Hugging Face hub, stored in the cache. */
import { type HubCheckpoint, hubCheckpoint } from '../model-export/hub/index.ts';
import { hubFolder } from './cache.ts';
import { FolderStore } from './download-store.ts';
import { CliError } from './errors.ts';
import { nodeHashing } from './files.ts';
import { printNotice } from './output.ts';
import { progressLine } from './progress.ts';

export interface HubFlags {
  endpoint?: string;
  revision?: string;
  json?: boolean;
}

const HUB = 'https://huggingface.co';

/**
 * Downloads what is missing in the cache.
 * @throws {FetchError | CheckpointError}
 * @throws {CliError} if interrupted
 */
export async function openHub(id: string, flags: HubFlags, signal: AbortSignal): Promise<HubCheckpoint> {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const line = progressLine('Downloading', flags.json);
  try {
    return await hubCheckpoint({
      id,
      revision: flags.revision,
      endpoint: flags.endpoint ?? (HF_ENDPOINT || HUB),
      token: HF_TOKEN,
      fetch,
      hashing: nodeHashing,
      store: new FolderStore(hubFolder()),
      onProgress: (received, total) => line.update(received, total),
      onNotice: (notice) => {
        line.clear();
        printNotice(notice);
      },
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CliError('Interrupted. What has arrived is kept; the same command goes on from there.');
  } finally {
    line.clear();
  }
}
