/** Brings what version 1 of the database stored into the layout and the words of version 2. */
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import type { PinnedCaption, Run, ShownCaption } from '../features/captions/run';
import type { DatabaseSchema, SavedSlices } from './database';

type Upgrade = IDBPTransaction<DatabaseSchema, ('pictures' | 'runs' | 'slices')[], 'versionchange'>;

/** Where each key of version 1 is stored in version 2. What is not listed is measured again. */
const KEYS = {
  currentId: ['pictures', 'currentId'],
  heat: ['heatmap', 'visible'],
  view: ['heatmap', 'mode'],
  scale: ['heatmap', 'scale'],
  method: ['heatmap', 'method'],
  palette: ['heatmap', 'palette'],
  opacity: ['heatmap', 'opacity'],
  hidden: ['mask', 'regions'],
  captioned: ['share', 'includeCaption'],
  changes: ['settings', 'overrides'],
  seed: ['settings', 'seed'],
  seedLocked: ['settings', 'seedLocked'],
  backendChoice: ['model', 'backendChoice'],
  activeCaptioner: ['model', 'choice'],
  activeMatcher: ['matcher', 'choice'],
  hubEndpoint: ['review', 'hubEndpoint'],
} as const;

/** The values of version 1: one record of flat keys. */
export type ValuesOfVersion1 = Readonly<Record<string, unknown>>;

type CaptionOfVersion1 = Omit<ShownCaption, 'match' | 'pinned'> &
  Partial<Pick<ShownCaption, 'match'>> & { kept?: boolean };
type PinnedOfVersion1 = CaptionOfVersion1 &
  Pick<PinnedCaption, 'grid'> &
  Partial<Pick<PinnedCaption, 'typed'>> & {
    made?: PinnedCaption['origin'];
    hidden?: PinnedCaption['masked'];
  };
type RenamedInRun = 'captions' | 'pinned' | 'masked' | 'unmaskedRun';
type AddedToRun = 'matchError' | 'restarted' | 'matcher';

/** A run of version 1, of its newest release or an older one. */
export type RunOfVersion1 = Omit<Run, RenamedInRun | AddedToRun> &
  Partial<Pick<Run, AddedToRun>> & {
    captions: readonly CaptionOfVersion1[];
    kept?: readonly PinnedOfVersion1[];
    hidden?: Run['masked'];
    whole?: RunOfVersion1 | null;
  };

export async function migrateFromVersion1(
  database: IDBPDatabase<DatabaseSchema>,
  transaction: Upgrade,
): Promise<void> {
  // `values` is not in the schema of version 2.
  const old = transaction as unknown as IDBPTransaction<unknown, ['values'], 'versionchange'>;
  const values: ValuesOfVersion1 | undefined = await old.objectStore('values').get('state');
  (database as unknown as IDBPDatabase).deleteObjectStore('values');
  const slices = transaction.objectStore('slices');
  for (const [name, slice] of Object.entries(slicesFrom(values ?? {}))) await slices.put(slice, name);
  let cursor = await transaction.objectStore('runs').openCursor();
  while (cursor) {
    await cursor.update(runFrom(cursor.value as unknown as RunOfVersion1));
    cursor = await cursor.continue();
  }
}

export function slicesFrom(values: ValuesOfVersion1): SavedSlices {
  const slices: Record<string, Record<string, unknown>> = {};
  for (const [old, [slice, key]] of Object.entries(KEYS)) {
    if (values[old] === undefined) continue;
    slices[slice] = { ...slices[slice], [key]: values[old] };
  }
  return slices as SavedSlices;
}

export function runFrom({ captions, kept = [], hidden = [], whole = null, ...run }: RunOfVersion1): Run {
  return {
    matchError: null,
    restarted: false,
    matcher: null,
    ...run,
    captions: captions.map(captionFrom),
    pinned: kept.map(pinnedFrom),
    masked: hidden,
    unmaskedRun: whole && runFrom(whole),
  };
}

function captionFrom<T extends CaptionOfVersion1>({ kept = false, match = null, ...caption }: T) {
  return { ...caption, match, pinned: kept };
}

function pinnedFrom({
  made = null,
  hidden = [],
  typed = false,
  ...caption
}: PinnedOfVersion1): PinnedCaption {
  return { ...captionFrom(caption), origin: made, masked: hidden, typed };
}
