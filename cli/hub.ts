/** Checkpoints from the Hugging Face hub, stored in the cache. */
import { DEFAULT_REVISION, HUB, type HubAddress, hostOf } from '../core/hub-address.ts';
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

/**
 * Downloads what is missing in the cache.
 * @throws {FetchError | CheckpointError}
 * @throws {CliError} if interrupted, or if address and flags contradict each other
 */
export async function openHub(
  address: HubAddress,
  flags: HubFlags,
  signal: AbortSignal,
): Promise<HubCheckpoint> {
  const server = serverOf(address, flags);
  const line = progressLine('Downloading', flags.json);
  try {
    return await hubCheckpoint({
      id: address.id,
      revision: revisionOf(address, flags),
      ...server,
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
    throw new CliError('Interrupted. Run the same command again to resume the download.');
  } finally {
    line.clear();
  }
}

/** An address on the hub is read from the mirror, if one is chosen. The token is for the chosen server alone. */
function serverOf({ endpoint: named }: HubAddress, { endpoint: given }: HubFlags) {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const chosen = given ?? (HF_ENDPOINT || HUB);
  if (named === null || named === HUB || hostOf(named) === hostOf(chosen)) {
    return { endpoint: chosen, token: HF_TOKEN };
  }
  if (given === undefined) return { endpoint: named, token: undefined };
  throw new CliError(
    `The address names ${hostOf(named)}, and --endpoint ${hostOf(given)}. Leave one of them out.`,
  );
}

function revisionOf({ revision: named }: HubAddress, { revision: given }: HubFlags): string {
  if (given === undefined || named === DEFAULT_REVISION || named === given) return given ?? named;
  throw new CliError(`The address names revision ${named}, and --revision ${given}. Leave one of them out.`);
}
