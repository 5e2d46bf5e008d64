/** Finds the picture that a data set names: by its path from the file or the top, by the end of its path, by its stem. */

import type { TextWarningCode } from '../../core/protocol/collection-worker.ts';
import { foldedPath, nameOf, safePath, stemOf } from '../io/paths.ts';

export type Resolved =
  | { paths: readonly string[] }
  | { code: Extract<TextWarningCode, 'no-such-picture' | 'path-outside' | 'ambiguous'> };

export class PictureIndex {
  /** By folded path, name and stem: case and composition of letters differ between systems. */
  readonly #byPath = new Map<string, string[]>();
  readonly #byName = new Map<string, string[]>();
  readonly #byStem = new Map<string, string[]>();
  readonly #byStemName = new Map<string, string[]>();

  constructor(paths: Iterable<string>) {
    for (const path of paths) {
      add(this.#byPath, foldedPath(path), path);
      add(this.#byName, foldedPath(nameOf(path)), path);
      add(this.#byStem, foldedPath(stemOf(path)), path);
      add(this.#byStemName, foldedPath(nameOf(stemOf(path))), path);
    }
  }

  /**
   * @param name as the file has it: relative, absolute, with backslashes, or an address.
   * @param folder of the file, with its `/`.
   */
  named(name: string, folder: string): Resolved {
    const plain = withoutAddress(name.trim());
    const path = relative(plain) ? plain : plain.replace(/^([a-z]:)?[\\/]+/i, '');
    if (relative(plain)) {
      const beside = safePath(folder + path);
      const found = (beside && this.#at(beside)) || this.#at(safePath(path) ?? '');
      if (found) return found;
      if (beside === null) return { code: 'path-outside' };
    }
    return this.#byEnd(safePath(path), plain);
  }

  /** The pictures whose path is `stem` and an ending. */
  withStem(stem: string): readonly string[] {
    const safe = safePath(stem);
    return safe === null ? [] : (this.#byStem.get(foldedPath(safe)) ?? []);
  }

  /** By a key, which is a path without an ending: from the folder, from the top, or the end of one. */
  keyed(key: string, folder: string): Resolved {
    const exact = [folder + key, key].map((stem) => this.withStem(stem)).find(({ length }) => length > 0);
    if (exact) return { paths: exact };
    const wanted = `/${foldedPath(safePath(key) ?? '')}`;
    const named = this.#byStemName.get(nameOf(wanted)) ?? [];
    const found = named.filter((path) => `/${foldedPath(stemOf(path))}`.endsWith(wanted));
    if (found.length === 1) return { paths: found };
    return { code: found.length === 0 ? 'no-such-picture' : 'ambiguous' };
  }

  has(path: string): boolean {
    return this.#at(path) !== null;
  }

  /** Paths that are equal but for case are told apart by it. */
  #at(path: string): Resolved | null {
    const found = this.#byPath.get(foldedPath(path));
    if (!found) return null;
    const exact = found.filter((each) => each === path);
    if (exact.length === 1) return { paths: exact };
    return found.length === 1 ? { paths: found } : { code: 'ambiguous' };
  }

  /** Pictures whose path ends in this one, or with whose path this one ends. */
  #byEnd(path: string | null, name: string): Resolved {
    if (path === null)
      return { code: /(^|[\\/])\.\.([\\/]|$)/.test(name) ? 'path-outside' : 'no-such-picture' };
    const wanted = `/${foldedPath(path)}`;
    const found = (this.#byName.get(foldedPath(nameOf(path))) ?? []).filter((each) => {
      const candidate = `/${foldedPath(each)}`;
      return candidate.endsWith(wanted) || wanted.endsWith(candidate);
    });
    if (found.length === 0) return { code: 'no-such-picture' };
    const longest = found
      .filter((each) => wanted.endsWith(`/${foldedPath(each)}`))
      .sort((a, b) => b.length - a.length);
    const [only] = found.length === 1 ? found : longest;
    return only !== undefined ? { paths: [only] } : { code: 'ambiguous' };
  }
}

function add(map: Map<string, string[]>, key: string, path: string): void {
  const paths = map.get(key);
  if (paths) paths.push(path);
  else map.set(key, [path]);
}

function relative(path: string): boolean {
  return !/^([\\/]|[a-z]:[\\/])/i.test(path);
}

/** The path of an address, decoded; other names as they are. */
function withoutAddress(name: string): string {
  const address = /^[a-z][a-z0-9+.-]+:\/\/[^/]*(\/[^?#]*)/i.exec(name);
  if (!address) return name;
  try {
    return decodeURIComponent(address[1] ?? '');
  } catch {
    return address[1] ?? '';
  }
}
