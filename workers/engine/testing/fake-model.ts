/** A scripted language model: no graphs, no runtime, a table of numbers in place of weights. */
import type { PatchMap } from '../../../core/protocol/index.ts';
import type { StepDecoder, StepOutput } from '../decode/decode.ts';
import { captionRandom } from '../decode/random.ts';

/** Logits [V] for the token after `ids`. */
export type Script = (ids: readonly number[]) => Float32Array;

/** Normal-looking logits that depend on every id before, and on their order. */
export function randomScript(vocabulary: number, seed: number): Script {
  return (ids) => {
    const random = captionRandom(
      ids.reduce((hash, id) => (hash * 31 + id + 7) % 1_000_003, seed),
      ids.length,
    );
    return Float32Array.from({ length: vocabulary }, () => 4 * (random() + random() + random() - 1.5));
  };
}

/** The same script with one id more likely. */
export function favouring(script: Script, id: number, bonus: number): Script {
  return (ids) => {
    const logits = script(ids);
    logits[id]! += bonus;
    return logits;
  };
}

/** Logits that almost force the tokens of `sentence`, one after the other, and then its last one again. */
export function reciting(sentence: readonly number[], vocabulary: number, promptLength: number): Script {
  return (ids) => {
    const logits = new Float32Array(vocabulary);
    logits[sentence[ids.length - promptLength] ?? sentence.at(-1)!] = 20;
    return logits;
  };
}

/**
 * A decoder whose cache is the list of ids of each row: a wrong position, a wrong reorder or a missing token changes its
 * logits. A row's map is its last id.
 */
export class ScriptedDecoder implements StepDecoder {
  /** Everything that was fed: [position, ids]. */
  readonly fed: [number, number[]][] = [];
  readonly reorders: number[][] = [];
  readonly #scripts: readonly Script[];
  #rows: number[][];
  #steps = 0;

  /** `script`: one for all rows, or one for each. */
  constructor(
    readonly batch: number,
    script: Script | readonly Script[],
  ) {
    this.#scripts = typeof script === 'function' ? new Array<Script>(batch).fill(script) : script;
    this.#rows = Array.from({ length: batch }, () => []);
  }

  async feed(ids: readonly number[], position: number): Promise<void> {
    this.fed.push([position, [...ids]]);
    for (const [row, seen] of this.#rows.entries()) {
      if (seen.length !== position)
        throw new Error(`row ${row}: position ${position} after ${seen.length} ids`);
      seen.push(ids[row]!);
    }
  }

  async step(ids: readonly number[], position: number): Promise<StepOutput> {
    await this.feed(ids, position);
    const rows = this.#rows.map((seen, row) => this.#scripts[row]!(seen));
    const logits = new Float32Array(rows.reduce((length, row) => length + row.length, 0));
    for (const [row, values] of rows.entries()) logits.set(values, row * values.length);
    return { logits, maps: ids.map((id): PatchMap => Float32Array.of(id)), step: this.#steps++ };
  }

  reorder(parents: readonly number[]): void {
    this.reorders.push([...parents]);
    this.#rows = parents.map((parent) => [...this.#rows[parent]!]);
  }
}
