/** A picture of a data set that lies in one file: a sample of a tar file, a row of a table. */

import type { OriginalText } from '../../core/collection.ts';
import type { ArchiveProblem } from '../archive/archive.ts';
import type { ByteSource } from '../io/source.ts';

/** Why a sample has no picture. */
export type SampleProblem = ArchiveProblem | 'no-picture';

/** A picture of a data set, with its texts. */
export interface Sample {
  /** As the data set names it, unique in its file. */
  key: string;
  /** Of the picture, with its ending; of a sample without one, the key. */
  path: string;
  texts: readonly OriginalText[];
  /** An address where the data set has only that: a path or a URL. */
  picture: ByteSource | { address: string } | { problem: SampleProblem };
}

/** Tells what makes no sense beside a picture, such as a damaged JSON. */
export type SampleWarning = (message: string) => void;

/** Makes keys unique: a key that is taken gets the first number that is free. */
export class UniqueKeys {
  readonly #taken = new Set<string>();

  unique(key: string): string {
    let name = key;
    for (let number = 2; this.#taken.has(name); number++) name = `${key}-${number}`;
    this.#taken.add(name);
    return name;
  }
}
