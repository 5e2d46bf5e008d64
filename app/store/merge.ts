/**
 * Puts together a value as another tab stored it and as this tab changed it. The base is what both started from.
 * Undefined stands for a value that is not there.
 */
export type Merge<T> = (base: T | undefined, mine: T | undefined, theirs: T | undefined) => T;

/** A list whose entries have keys: what either side added, changed or removed, counts. This side goes first. */
export function mergeLists<T>(keyOf: (entry: T) => string): Merge<readonly T[]> {
  const byKey = (list: readonly T[] = []) => new Map(list.map((entry) => [keyOf(entry), entry]));
  return (base, mine, theirs) => {
    const [before, own, stored] = [byKey(base), byKey(mine), byKey(theirs)];
    const isOwn = (key: string) => !isEqual(own.get(key), before.get(key));
    const keys = [...new Set([...stored.keys(), ...own.keys()])];
    return keys.flatMap((key) => (isOwn(key) ? own : stored).get(key) ?? []);
  };
}

/** Of plain data. */
export function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
