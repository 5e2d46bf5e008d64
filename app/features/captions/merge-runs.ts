/** Two tabs changed the captions of one picture. Nothing that a person wrote or pinned in either is lost. */
import { isEqual } from '../../store/merge';
import { isSettled, type PinnedCaption, pinnedFrom, type Run, type ShownCaption } from './run';

/**
 * The run to store. Of one run, the changes of both; of two, the newer one, with what was pinned or edited in the
 * other one since.
 * @param base the run as both tabs knew it; undefined where this tab knew of none.
 * @returns `mine` itself where nothing had to be added.
 */
export function mergeRuns(base: Run | undefined, mine: Run, theirs: Run): Run {
  if (mine.id === theirs.id) return mergeSameRun(base?.id === mine.id ? base : undefined, mine, theirs);
  return mine.id === base?.id ? withWork(theirs, mine, base) : withWork(mine, theirs, base);
}

/**
 * What to store of a run; null for nothing. Of one that is not settled, what a person pinned, typed or edited
 * meanwhile, with the captions that were stored before.
 * @param base the run that is stored.
 */
export function storedForm(base: Run | undefined, run: Run): Run | null {
  if (isSettled(run)) return run;
  if (base) return withWork(base, run, base);
  return run.pinned.length > 0 ? { ...run, status: 'cancelled', captions: [], newest: null } : null;
}

function mergeSameRun(base: Run | undefined, mine: Run, theirs: Run): Run {
  // One side may have been stored before its captions came.
  const body = mine.captions.length < theirs.captions.length ? theirs : mine;
  const captions = body.captions.map((caption, at) =>
    mergeCaptions(base?.captions[at], mine.captions[at] ?? caption, theirs.captions[at]),
  );
  const pinned = mergePinned(base?.pinned ?? [], mine.pinned, theirs.pinned);
  const isMine = isSame(captions, mine.captions) && isSame(pinned, mine.pinned);
  return isMine ? mine : { ...body, captions, pinned };
}

/** A list of pinned captions only grows within a run. */
function mergePinned(
  base: readonly PinnedCaption[],
  mine: readonly PinnedCaption[],
  theirs: readonly PinnedCaption[],
): PinnedCaption[] {
  const common = mine.slice(0, base.length).map((one, at) => mergeCaptions(base[at], one, theirs[at]));
  const stored = theirs.slice(base.length);
  const known = new Map(mine.slice(base.length).map((caption) => [contentOf(caption), caption]));
  const others = stored.map((caption) => known.get(contentOf(caption)) ?? caption);
  return [...common, ...others, ...withoutContentOf(stored, mine.slice(base.length))];
}

const UNTOUCHED = { edited: null, pinned: false, match: null };

function mergeCaptions<T extends ShownCaption>(
  base: ShownCaption | undefined,
  mine: T,
  theirs: ShownCaption | undefined,
): T {
  if (!theirs) return mine;
  const before = base ?? UNTOUCHED;
  const newer = <K extends keyof typeof UNTOUCHED>(key: K) =>
    (isEqual(mine[key], before[key]) ? theirs : mine)[key];
  const merged = { edited: newer('edited'), pinned: newer('pinned'), match: newer('match') };
  const { edited, pinned, match } = mine;
  return isEqual(merged, { edited, pinned, match }) ? mine : { ...mine, ...merged };
}

/** With the captions of another run that a person pinned or edited since the base. */
function withWork(run: Run, other: Run, base: Run | undefined): Run {
  const fresh = withoutContentOf(workIn(base), workIn(other));
  const missing = withoutContentOf(workIn(run), fresh);
  return missing.length > 0 ? { ...run, pinned: [...run.pinned, ...missing] } : run;
}

/** The captions that a person pinned or edited, pinned. */
function workIn(run: Run | undefined): PinnedCaption[] {
  if (!run) return [];
  const pin = <T extends ShownCaption>(caption: T): T =>
    caption.edited === null ? caption : { ...caption, pinned: true };
  return pinnedFrom({ ...run, captions: run.captions.map(pin), pinned: run.pinned.map(pin) });
}

function withoutContentOf(
  known: readonly PinnedCaption[],
  captions: readonly PinnedCaption[],
): PinnedCaption[] {
  const contents = new Set(known.map(contentOf));
  return captions.filter((caption) => !contents.has(contentOf(caption)));
}

/** What a caption says; in a run that was stored, the same one is two objects. */
function contentOf({ tokens, edited, masked, typed }: PinnedCaption): string {
  return JSON.stringify([tokens, edited, masked, typed]);
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
