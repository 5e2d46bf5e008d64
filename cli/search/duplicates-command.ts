/** `blipscope duplicates INPUT…`: pictures with the same bytes, or that look the same. Needs no model. */
import type { DuplicateGroup, ImageSettings } from '../../core/protocol/index.ts';
import { duplicateGroups } from '../../dataset/index.ts';
import { readAhead } from '../../workers/capfilt/index.ts';
import { READ_AHEAD } from '../../workers/search/index.ts';
import { listInputs } from '../capfilt/inputs/inputs.ts';
import { preparePicture } from '../capfilt/prepare-picture.ts';
import type { SourcePicture } from '../capfilt/run.ts';
import { CliError } from '../errors.ts';
import { print, printJson } from '../output.ts';
import { INTERRUPTED, reportFailure } from './embedding.ts';
import type { DuplicatesFlags } from './flags.ts';
import { CountLine } from './progress.ts';

/** Larger than any cell of the hash needs. */
const PIXELS: ImageSettings = { size: 224, mean: [0, 0, 0], std: [1, 1, 1] };

/** @throws {CliError} for inputs that are none, and when it is interrupted. */
export async function duplicatesCommand(
  inputs: readonly string[],
  { json }: DuplicatesFlags,
  signal: AbortSignal,
): Promise<void> {
  const listing = await listInputs(inputs, { kind: 'none' }, signal);
  const progress = new CountLine('read', listing.pictures.length);
  const read = async ({ open }: SourcePicture) => preparePicture(await open(), [PIXELS]);
  const known: Parameters<typeof duplicateGroups>[0][number][] = [];
  try {
    for await (const { item, read: reading } of readAhead(listing.pictures, READ_AHEAD, read)) {
      if (signal.aborted) throw new CliError('Interrupted.', { exitCode: INTERRUPTED });
      const prepared = await reading.catch((reason: unknown) => reportFailure(item.path, reason));
      if (prepared) {
        const { sha256, perceptualHash } = prepared;
        known.push({ path: item.path, sha256, perceptualHash });
      }
      progress.add(prepared === null);
    }
  } finally {
    progress.end();
    await listing.close();
  }
  const groups = duplicateGroups(known);
  if (json) for (const group of groups) printJson(group);
  else showGroups(groups);
}

function showGroups(groups: readonly DuplicateGroup[]): void {
  for (const { paths, sameBytes } of groups)
    print(sameBytes ? 'the same bytes' : 'look the same', ...paths.map((path) => `  ${path}`));
  const count = groups.length === 1 ? '1 group' : `${groups.length} groups`;
  print(groups.length === 0 ? 'No duplicates.' : count);
}
