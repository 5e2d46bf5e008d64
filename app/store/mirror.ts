import { storedForm } from '../features/captions/merge-runs';
import type { Run } from '../features/captions/run';
import type { Picture } from '../features/pictures/pictures.slice';
import type { State } from './app-state';
import type { Changes } from './stored';
import { lookUp, namesOfPicture, type Values, valuesOf } from './values';

/** What is stored, as far as this tab knows: what differs from it in the state is still to be stored. */
export class Mirror implements StoredParts {
  readonly pictures = new Map<string, Picture>();
  readonly runs = new Map<string, Run>();
  readonly values: Values;
  /** The values that need not be stored, since every visit starts with them. */
  readonly #initial: Values;

  /** @param state as it starts. */
  constructor(state: State) {
    this.#initial = valuesOf(state);
    this.values = new Map(this.#initial);
  }

  /** Nothing at all is stored any more. */
  clear(): void {
    for (const part of [this.pictures, this.runs, this.values]) part.clear();
    for (const [name, value] of this.#initial) this.values.set(name, value);
  }

  /** What is stored once these changes are written. */
  after(changes: Changes): StoredParts {
    const copy = { pictures: new Map(this.pictures), runs: new Map(this.runs), values: new Map(this.values) };
    note(copy, changes);
    return copy;
  }

  /** Nothing is stored any more of what belongs to a picture. */
  forgetPicture(id: string): void {
    forgetPicture(this, id);
  }

  /** Takes in what was written. */
  note(changes: Changes): void {
    note(this, changes);
  }
}

/** Pictures and captions by the picture's id, values by their names. */
export interface StoredParts {
  readonly pictures: Map<string, Picture>;
  readonly runs: Map<string, Run>;
  readonly values: Values;
}

function note(parts: StoredParts, { pictures, removed, runs, values }: Changes): void {
  for (const picture of pictures) parts.pictures.set(picture.id, picture);
  for (const { run } of runs) parts.runs.set(run.pictureId, run);
  for (const { name, value } of values) {
    if (value === undefined) parts.values.delete(name);
    else parts.values.set(name, value);
  }
  for (const id of removed) forgetPicture(parts, id);
}

function forgetPicture(parts: StoredParts, id: string): void {
  parts.pictures.delete(id);
  parts.runs.delete(id);
  for (const name of namesOfPicture(id)) parts.values.delete(name);
}

/**
 * What must be stored. Captions and masks go with their picture or after it.
 * @param isHeld names what is left out, by the names of `partsOf`.
 */
export function changesSince(
  mirror: StoredParts,
  state: State,
  isHeld: (part: string) => boolean = () => false,
): Changes {
  const { items } = state.pictures;
  const there = new Set(items.map(({ id }) => id));
  const pictures = items.filter(({ id }) => !mirror.pictures.has(id) && !isHeld(`picture ${id}`));
  const fresh = new Set(pictures.map(({ id }) => id));
  const isStored = (id: string) => there.has(id) && (mirror.pictures.has(id) || fresh.has(id));
  return {
    pictures,
    removed: [...mirror.pictures.keys()].filter((id) => !there.has(id) && !isHeld(`removal ${id}`)),
    runs: Object.values(state.captions.runs)
      .filter((run) => run !== mirror.runs.get(run.pictureId))
      .filter(({ pictureId: id }) => isStored(id) && !isHeld(`run ${id}`))
      .flatMap((run) => changedRun(mirror.runs.get(run.pictureId), run)),
    values: changedValues(mirror.values, valuesOf(state)).filter(({ name }) => {
      const pictureId = lookUp(name)?.pictureId;
      return (!pictureId || isStored(pictureId)) && !isHeld(`value ${name}`);
    }),
  };
}

function changedRun(base: Run | undefined, now: Run): Changes['runs'][number][] {
  const run = storedForm(base, now);
  return run === null || run === base ? [] : [{ run, base }];
}

function changedValues(before: Values, now: Values): Changes['values'][number][] {
  const changed = [...now].filter(([name, value]) => value !== before.get(name));
  const removed = [...before.keys()].filter((name) => !now.has(name));
  return [
    ...changed.map(([name, value]) => ({ name, value, base: before.get(name) })),
    ...removed.map((name) => ({ name, value: undefined, base: before.get(name) })),
  ];
}

export function isEmpty({ pictures, removed, runs, values }: Changes): boolean {
  return pictures.length + removed.length + runs.length + values.length === 0;
}

const NONE: Changes = { pictures: [], removed: [], runs: [], values: [] };

/**
 * The same changes in parts with names, since some may be stored where not all can be: deletions come first, since
 * they make room, and a picture's captions and mask follow it.
 */
export function partsOf({ pictures, removed, runs, values }: Changes): [string, Changes][] {
  return [
    ...removed.map((id): [string, Changes] => [`removal ${id}`, { ...NONE, removed: [id] }]),
    ...pictures.map((one): [string, Changes] => [`picture ${one.id}`, { ...NONE, pictures: [one] }]),
    ...runs.map((one): [string, Changes] => [`run ${one.run.pictureId}`, { ...NONE, runs: [one] }]),
    ...values.map((one): [string, Changes] => [`value ${one.name}`, { ...NONE, values: [one] }]),
  ];
}
