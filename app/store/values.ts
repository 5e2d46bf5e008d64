/** The stored keys of the slices as single values with names: `heatmap.palette`, `settings.overrides/topP`. */
import type { State } from './app-state';
import type { Merge } from './merge';
import type { StatePatch } from './patch-state';
import { declaredAs, SLICES, storedKeys } from './persisted';
import { validOf } from './schemas';

export type Values = Map<string, unknown>;

const NAME = /^(\w+)\.(\w+)(?:\/(.*))?$/s;

/** What a name stands for; null for one that this version of the app does not know. */
export function lookUp(name: string) {
  const [, slice = '', key = '', entry] = NAME.exec(name) ?? [];
  const declared = declaredAs(slice, key);
  if (!declared || (declared.kind === 'record') !== (entry !== undefined)) return null;
  const schema = declared.kind === 'record' ? declared.entry(entry ?? '') : declared.schema;
  return {
    slice: slice as keyof State,
    key,
    entry: entry ?? null,
    schema,
    shared: declared.kind === 'record' || declared.shared !== false,
    merge: declared.merge as Merge<unknown> | undefined,
    /** The picture that the value belongs to, and is deleted with. */
    pictureId: declared.kind === 'record' && declared.ofPictures ? (entry ?? null) : null,
  };
}

/** All values of a state. */
export function valuesOf(state: State): Values {
  return new Map(
    SLICES.flatMap((slice) => storedKeys(slice).flatMap((key) => valuesOfKey(state, slice, key))),
  );
}

function valuesOfKey<K extends keyof State>(
  state: State,
  slice: K,
  key: keyof State[K] & string,
): [string, unknown][] {
  const value = state[slice][key];
  if (declaredAs(slice, key)?.kind !== 'record') return [[`${slice}.${key}`, value]];
  return Object.entries(value as object).map(([entry, one]) => [`${slice}.${key}/${entry}`, one]);
}

/** The names of the values that belong to a picture. */
export function namesOfPicture(pictureId: string): string[] {
  return SLICES.flatMap((slice) =>
    storedKeys(slice)
      .map((key) => `${slice}.${key}/${pictureId}`)
      .filter((name) => lookUp(name)?.pictureId === pictureId),
  );
}

/** The values that are known and valid. */
export function validValues(values: Values): Values {
  const valid = [...values].flatMap(([name, value]) => {
    const schema = lookUp(name)?.schema;
    return schema ? validOf<unknown>(schema, value).map((one) => [name, one] as const) : [];
  });
  return new Map(valid);
}

/** What to change in a state so that it has these values. An entry that is undefined is removed. */
export function patchOf(values: Values, state: State): StatePatch {
  const patch: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of values) {
    const found = lookUp(name);
    if (!found) continue;
    const { slice, key, entry } = found;
    const before = patch[slice]?.[key] ?? state[slice][key as never];
    patch[slice] = { ...patch[slice], [key]: entry === null ? value : withEntry(before, entry, value) };
  }
  return patch as StatePatch;
}

function withEntry(record: unknown, entry: string, value: unknown): unknown {
  const { [entry]: _, ...others } = record as Record<string, unknown>;
  return isNothing(value) ? others : { ...others, [entry]: value };
}

/** An entry without anything in it is not stored. */
export function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
