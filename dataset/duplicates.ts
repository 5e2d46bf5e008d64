/** Groups of pictures with the same bytes, or that look the same. */

import type { PictureRecord, PictureVector } from '../core/collection.ts';
import type { DuplicateGroup } from '../core/protocol/search.ts';
import {
  looksSame,
  looksSimilar,
  MAX_COLOUR_DIFFERENCE,
  MAX_COLOUR_DIFFERENCE_OF_SIMILAR,
  type PerceptualHash,
  parsePerceptualHash,
} from './perceptual-hash.ts';
import { cosineOf } from './search/vector-table.ts';

/** What duplicates are found by. */
export interface KnownPicture extends Pick<PictureRecord, 'path' | 'sha256' | 'perceptualHash'> {
  /** Where it is known, copies that were cut or recoloured are found as well. */
  vector?: PictureVector | null;
}

/** Vectors whose cosine is at least this show the same. Measured: see docs/folders.md. */
const MIN_COSINE = 0.97;

/** The group of each picture that has a duplicate: a path in it, the same for all of the group. */
export type DuplicateGroups = ReadonlyMap<string, string>;

/**
 * Returns a function that groups records, and looks only at those that are new since the last call: a run adds a few at a
 * time. Pictures that no run has read are in no group.
 */
export function createDuplicateFinder(): (records: Iterable<KnownPicture>) => DuplicateGroups {
  let index = new DuplicateIndex();
  return (records) => {
    const all = [...records].filter(({ sha256 }) => sha256 !== null);
    if (!index.isPartOf(all)) index = new DuplicateIndex();
    for (const record of all) index.add(record);
    return index.groups();
  };
}

/** All groups, for who has no use for single pictures. */
export function duplicateGroups(records: readonly KnownPicture[]): DuplicateGroup[] {
  const hashes = new Map(records.map(({ path, sha256 }) => [path, sha256]));
  const groups = new Map<string, string[]>();
  for (const [path, group] of createDuplicateFinder()(records)) {
    groups.set(group, [...(groups.get(group) ?? []), path]);
  }
  return [...groups.values()].map((paths) => ({
    paths: paths.sort(),
    sameBytes: new Set(paths.map((path) => hashes.get(path))).size === 1,
  }));
}

class DuplicateIndex {
  readonly #keys = new Map<string, string>();
  /** Towards the first one of the group, which is its own parent. */
  readonly #parents = new Map<string, string>();
  readonly #bySha256 = new Map<string, string>();
  readonly #byColour = new Map<number, NamedLook[]>();
  #groups: DuplicateGroups | null = null;

  /** Whether all that is known is among the records, unchanged. */
  isPartOf(records: readonly KnownPicture[]): boolean {
    let known = 0;
    for (const record of records) {
      const key = this.#keys.get(record.path);
      if (key !== undefined && key !== keyOf(record)) return false;
      known += Number(key !== undefined);
    }
    return known === this.#keys.size;
  }

  add(record: KnownPicture): void {
    const { path, sha256, perceptualHash } = record;
    if (sha256 === null || this.#keys.has(path)) return;
    this.#keys.set(path, keyOf(record));
    this.#parents.set(path, path);
    this.#groups = null;
    const same = this.#bySha256.get(sha256);
    if (same !== undefined) this.#join(path, same);
    else {
      // It speaks for those with the same bytes.
      this.#bySha256.set(sha256, path);
      const hash = parsePerceptualHash(perceptualHash ?? '');
      if (hash) this.#addLook({ path, hash, vector: record.vector ?? null });
    }
  }

  groups(): DuplicateGroups {
    this.#groups ??= this.#collect();
    return this.#groups;
  }

  #collect(): DuplicateGroups {
    const sizes = new Map<string, number>();
    for (const path of this.#parents.keys()) {
      const first = this.#firstOf(path);
      sizes.set(first, (sizes.get(first) ?? 0) + 1);
    }
    const groups = new Map<string, string>();
    for (const path of this.#parents.keys()) {
      const first = this.#firstOf(path);
      if (sizes.get(first)! > 1) groups.set(path, first);
    }
    return groups;
  }

  /** Pictures that look the same have nearly the same mean colour: only those in its cell and the ones around it are compared. */
  #addLook(look: NamedLook): void {
    const [red, green, blue] = meanColour(look.hash);
    for (const step of look.vector ? WIDE_STEPS : STEPS) {
      const cell = cellAt(red! + step[0]!, green! + step[1]!, blue! + step[2]!);
      for (const other of this.#byColour.get(cell) ?? [])
        if (areCopies(look, other)) this.#join(look.path, other.path);
    }
    const own = cellAt(red!, green!, blue!);
    const found = this.#byColour.get(own) ?? [];
    found.push(look);
    this.#byColour.set(own, found);
  }

  #firstOf(path: string): string {
    let first = path;
    for (let parent = this.#parents.get(first)!; parent !== first; parent = this.#parents.get(first)!)
      first = parent;
    this.#parents.set(path, first);
    return first;
  }

  #join(a: string, b: string): void {
    this.#parents.set(this.#firstOf(a), this.#firstOf(b));
  }
}

export interface Look {
  hash: PerceptualHash;
  vector: PictureVector | null;
}

interface NamedLook extends Look {
  path: string;
}

/** By their looks alone, or with vectors of the same matcher. */
export function areCopies(a: Look, b: Look): boolean {
  if (looksSame(a.hash, b.hash)) return true;
  if (!a.vector || a.vector.matcher !== b.vector?.matcher || !looksSimilar(a.hash, b.hash)) return false;
  return cosineOf(a.vector.values, b.vector.values) >= MIN_COSINE;
}

function keyOf({ sha256, perceptualHash, vector }: KnownPicture): string {
  return `${sha256} ${perceptualHash ?? ''} ${vector?.matcher ?? ''}`;
}

/** How far the mean of a copy that is brighter or darker may be, in cells. */
const WIDE = MAX_COLOUR_DIFFERENCE_OF_SIMILAR / MAX_COLOUR_DIFFERENCE;
const STEPS = stepsWithin(1);
const WIDE_STEPS = stepsWithin(WIDE);

function stepsWithin(most: number): readonly (readonly number[])[] {
  const range = Array.from({ length: 2 * most + 1 }, (_, index) => index - most);
  return range.flatMap((red) => range.flatMap((green) => range.map((blue) => [red, green, blue])));
}

function cellAt(red: number, green: number, blue: number): number {
  return ((red + WIDE) * 64 + (green + WIDE)) * 64 + blue + WIDE;
}

/** Red, green and blue, counted in steps that the means of pictures which look the same differ by at most. */
function meanColour({ colours }: PerceptualHash): number[] {
  const sums = [0, 0, 0];
  for (const [at, value] of colours.entries()) sums[at % 3]! += value;
  return sums.map((sum) => Math.floor(sum / (colours.length / 3) / MAX_COLOUR_DIFFERENCE));
}
