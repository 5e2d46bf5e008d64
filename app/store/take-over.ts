/** Brings what is stored, by another tab or an earlier visit, into the state of this tab. */
import { mergeRuns, storedForm } from '../features/captions/merge-runs';
import type { Run } from '../features/captions/run';
import { runSchema } from '../features/captions/run-schema';
import { currentPicture } from '../features/pictures/pictures.selectors';
import { inOrder, type Picture, pictureSchema } from '../features/pictures/pictures.slice';
import type { AppStore } from './app-state';
import type { Mirror } from './mirror';
import { patchState } from './patch-state';
import { validOf } from './schemas';
import type { Names, Saved } from './stored';
import { lookUp, patchOf, type Values, validValues, valuesOf } from './values';

export interface TakeOverOptions {
  /** The values of a tab's own come along too. */
  restoring?: boolean;
  /** Pictures that this tab must not change now, since a person is typing for them. */
  isBusy?: (pictureId: string) => boolean;
}

/**
 * Takes over what is stored of the named parts. What this tab changed and did not store yet stays and is merged; the
 * picture on the stage stays unless it was deleted, which can be undone here too.
 * @returns ids of the pictures that were left as they are because this tab is busy with them.
 */
export function takeOver(
  store: AppStore,
  mirror: Mirror,
  saved: Saved,
  names: Names,
  { restoring = false, isBusy = () => false }: TakeOverOptions = {},
): string[] {
  const busy = names.pictures.filter(isBusy);
  const free = new Set(names.pictures.filter((id) => !busy.includes(id)));
  const stored = new Set([...saved.pictures.map(({ id }) => id), ...saved.unreadable]);
  removeGone(
    store,
    mirror,
    [...free].filter((id) => mirror.pictures.has(id) && !stored.has(id)),
  );
  const pictures = saved.pictures.flatMap((picture) => validOf(pictureSchema, picture));
  const back = addPictures(
    store,
    mirror,
    pictures.filter(({ id }) => free.has(id)),
  );
  const runs = saved.runs.flatMap((run) => validOf(runSchema, run));
  for (const run of runs) if (free.has(run.pictureId)) takeOverRun(store, mirror, run);
  if (back) completeRun(store, back);
  takeOverValues(store, mirror, validValues(saved.values), names.values, restoring);
  showOne(store);
  return busy;
}

/** The first picture where none is on the stage, or one that is not there. */
function showOne(store: AppStore): void {
  const { pictures } = store.getState();
  const { items, currentId } = pictures;
  if (currentPicture({ pictures })) return;
  const first = items[0]?.id ?? null;
  if (first !== currentId) patchState(store, { pictures: { currentId: first } });
}

/** Pictures that another tab deleted. */
export function removeGone({ getState }: AppStore, mirror: Mirror, ids: readonly string[]): void {
  for (const id of ids) {
    mirror.forgetPicture(id);
    getState().pictures.remove(id);
  }
}

/**
 * Where another tab brings back the picture that was deleted last, that cannot be undone here any more.
 * @returns the captions that the undo would have brought back.
 */
function addPictures(store: AppStore, mirror: Mirror, stored: readonly Picture[]): Run | null {
  const { items, lastRemoved } = store.getState().pictures;
  const here = new Set(items.map(({ id }) => id));
  // One that is in the mirror and not here was deleted here, which is not stored yet.
  const added = stored.filter(({ id }) => !here.has(id) && !mirror.pictures.has(id));
  for (const picture of stored) mirror.pictures.set(picture.id, picture);
  if (added.length === 0) return null;
  const isBack = added.some(({ id }) => id === lastRemoved?.picture.id);
  patchState(store, {
    pictures: { items: inOrder([...items, ...added]), ...(isBack && { lastRemoved: null }) },
  });
  return isBack && lastRemoved ? lastRemoved.run : null;
}

/** The other tab may not have had all captions that this one would have brought back. */
function completeRun({ getState }: AppStore, back: Run): void {
  const { captions } = getState();
  const mine = storedForm(undefined, back);
  const theirs = captions.runs[back.pictureId];
  if (mine) captions.takeRun(theirs ? mergeRuns(undefined, theirs, mine) : mine);
}

/** One that this tab changed as well is merged. */
export function takeOverRun(store: AppStore, mirror: Mirror, theirs: Run): void {
  const { pictureId } = theirs;
  const { captions, pictures } = store.getState();
  if (!pictures.items.some(({ id }) => id === pictureId)) return;
  const base = mirror.runs.get(pictureId);
  const mine = captions.runs[pictureId];
  mirror.runs.set(pictureId, theirs);
  const isWaitingForFirst = mine?.status === 'queued' && !base && mine.pinned.length === 0;
  const isOwn = mine && mine !== base && !isWaitingForFirst;
  const run = isOwn ? mergeRuns(base, mine, theirs) : theirs;
  if (run !== mine) captions.takeRun(run);
}

/** @param restoring whether to take over also what each tab has for itself. */
export function takeOverValues(
  store: AppStore,
  mirror: Mirror,
  theirs: Values,
  names: readonly string[],
  restoring: boolean,
): void {
  const mine = valuesOf(store.getState());
  const changed: Values = new Map();
  for (const name of names.filter((one) => isTakenOver(store, one, theirs, restoring))) {
    const [base, own, stored] = [mirror.values.get(name), mine.get(name), theirs.get(name)];
    const merge = lookUp(name)?.merge ?? (() => own);
    const value = own === base ? stored : merge(base, own, stored);
    if (value !== own) changed.set(name, value);
    if (stored === undefined) mirror.values.delete(name);
    else mirror.values.set(name, stored);
  }
  if (changed.size > 0) patchState(store, patchOf(changed, store.getState()));
}

function isTakenOver(store: AppStore, name: string, theirs: Values, restoring: boolean): boolean {
  const found = lookUp(name);
  if (!found || (!restoring && !found.shared)) return false;
  // A plain value that is not stored, or is not valid, stays as it is; so does the mask of a deleted picture.
  return theirs.has(name) || (found.entry !== null && !isOfDeleted(store, found.pictureId));
}

function isOfDeleted({ getState }: AppStore, pictureId: string | null): boolean {
  return pictureId !== null && !getState().pictures.items.some(({ id }) => id === pictureId);
}
