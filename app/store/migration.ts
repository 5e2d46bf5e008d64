/** Brings what earlier versions of the database stored into the layout and the words of today's. */
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import type { PinnedCaption, Run, ShownCaption } from '../features/captions/run';
import { declaredAs } from './persisted';
import type { DatabaseSchema, Stores } from './stored';
import { lookUp, type Values } from './values';

type Upgrade = IDBPTransaction<DatabaseSchema, Stores, 'versionchange'>;

/** What version 2 stored: the stored keys of each slice in one record. */
export type SlicesOfVersion2 = Readonly<Record<string, unknown>>;

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

/** @param oldVersion 0 where there is no database yet. */
export async function upgradeFrom(
  oldVersion: number,
  database: IDBPDatabase<DatabaseSchema>,
  transaction: Upgrade,
): Promise<void> {
  database.createObjectStore('pieces');
  if (oldVersion === 0) {
    database.createObjectStore('pictures', { keyPath: 'id' });
    database.createObjectStore('runs', { keyPath: 'pictureId' });
    database.createObjectStore('values');
  }
  if (oldVersion === 0 || oldVersion === 3) return;
  const values = await readOldValues(transaction, oldVersion);
  const old = database as unknown as IDBPDatabase;
  // In version 1, a store of that name had one record of all values.
  old.deleteObjectStore(oldVersion === 1 ? 'values' : 'slices');
  const store = database.createObjectStore('values');
  for (const [name, value] of values) await store.put(value, name);
  if (oldVersion === 1) await updateRuns(transaction);
  await deleteOrphans(transaction);
}

/** The values of a database of version 1 or 2, by their names of today. */
export async function readOldValues(
  transaction: Pick<Upgrade, 'objectStore'>,
  version: number,
): Promise<Values> {
  const old = transaction as unknown as IDBPTransaction<unknown, ['values', 'slices'], 'versionchange'>;
  if (version === 1) return valuesFrom(slicesFrom((await old.objectStore('values').get('state')) ?? {}));
  const slices = old.objectStore('slices');
  const [names, contents] = await Promise.all([slices.getAllKeys(), slices.getAll()]);
  return valuesFrom(Object.fromEntries(names.map((name, at) => [name, contents[at]])));
}

async function updateRuns(transaction: Upgrade): Promise<void> {
  let cursor = await transaction.objectStore('runs').openCursor();
  while (cursor) {
    await cursor.update(runFrom(cursor.value as unknown as RunOfVersion1));
    cursor = await cursor.continue();
  }
}

/** Earlier versions left what belongs to a picture that another tab had deleted. */
async function deleteOrphans(transaction: Upgrade): Promise<void> {
  const there = new Set(await transaction.objectStore('pictures').getAllKeys());
  for (const id of await transaction.objectStore('runs').getAllKeys()) {
    if (!there.has(id)) await transaction.objectStore('runs').delete(id);
  }
  for (const name of await transaction.objectStore('values').getAllKeys()) {
    const pictureId = lookUp(name)?.pictureId;
    if (pictureId && !there.has(pictureId)) await transaction.objectStore('values').delete(name);
  }
}

/** What is not known of the slices of version 2 is kept under the name that it would have. */
export function valuesFrom(slices: SlicesOfVersion2): Values {
  const values: Values = new Map();
  for (const [slice, keys] of Object.entries(slices)) {
    for (const [key, value] of entriesOf(keys)) {
      const isRecord = declaredAs(slice, key)?.kind === 'record';
      if (!isRecord) values.set(`${slice}.${key}`, value);
      else for (const [entry, one] of entriesOf(value)) values.set(`${slice}.${key}/${entry}`, one);
    }
  }
  return values;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** What version 2 stored of the values of version 1. */
export function slicesFrom(values: ValuesOfVersion1): SlicesOfVersion2 {
  const slices: Record<string, Record<string, unknown>> = {};
  for (const [old, [slice, key]] of Object.entries(KEYS)) {
    if (values[old] === undefined) continue;
    slices[slice] = { ...slices[slice], [key]: values[old] };
  }
  return slices;
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
