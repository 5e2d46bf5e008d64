import { beforeAll, expect, test } from 'vitest';
import type { Requests } from '../../core/protocol/index.ts';
import { Dice, randomFrom } from '../../model-export/testing/fuzz.ts';
import { toWire } from '../serve/errors.ts';
import { FakeOpfs, type Gate } from '../storage/testing/fake-opfs.ts';
import { Cases } from './testing/cases.ts';
import { FakeLocks } from './testing/fake-locks.ts';
import { Tab } from './testing/library-run.ts';
import { Stepper } from './testing/stepper.ts';
import { type BundleState, bundlesOn, pickedBundle, tinyBundle } from './testing/tiny-bundle.ts';

const CASES = 200;
const BUNDLES = [tinyBundle('one'), tinyBundle('another')];
let keys: string[];

beforeAll(async () => {
  const tab = new Tab({ opfs: new FakeOpfs(), locks: new FakeLocks() });
  const imports = BUNDLES.map((files) => tab.request('import', { files: pickedBundle(files) }));
  keys = (await Promise.all(imports)).map(({ key }) => key);
});

const KINDS = ['import', 'import', 'remove', 'restore', 'purge', 'pack', 'unpacked', 'library'] as const;
type Kind = (typeof KINDS)[number];

/** One run of two tabs at once, either of which may be closed at any step. */
class Case {
  readonly opfs = new FakeOpfs();
  readonly locks = new FakeLocks();
  readonly #stepper: Stepper;
  /** Requests that are being answered, or were cut off: what they do may show at any step. */
  readonly #asked = new Set<string>();
  #before = new Map<string, BundleState>();
  #closed = false;
  #checked = -1;

  constructor(readonly dice: Dice) {
    this.#stepper = new Stepper(dice);
  }

  async run(): Promise<void> {
    await this.#earlierVisit();
    const tabs = [this.#visit(), this.#visit()];
    await this.#stepper.run(Promise.all(tabs), () => this.#check());
    this.#check();
    await this.#checkAfterRestart();
  }

  /** Some bundles are there already, some were removed in a tab that is closed. */
  async #earlierVisit(): Promise<void> {
    const tab = new Tab(this);
    for (const [which, key] of keys.entries()) {
      if (this.dice.below(3) === 0) continue;
      await tab.request('import', { files: pickedBundle(BUNDLES[which]!) });
      if (this.dice.below(3) === 0) await tab.request('remove', { key });
    }
    tab.close();
    this.#before = bundlesOn(this.opfs).states;
    this.#closed = [...this.#before.values()].includes('removed');
  }

  /** A tab with a few requests, some at the same time; about every third one is closed before they are answered. */
  async #visit(): Promise<void> {
    const gate = this.#stepper.openGate();
    const tab = new Tab(this, { gate, patience: () => this.#stepper.patience(gate) });
    await this.#steps(gate, this.dice.below(100));
    const requests = Array.from({ length: 1 + this.dice.below(4) }, () => this.#ask(tab));
    const work = this.dice.below(2) ? Promise.all(requests.map((ask) => ask())) : inTurn(requests);
    const life = this.dice.below(3) ? new Promise(() => {}) : this.#steps(gate, this.dice.below(60));
    await Promise.race([work, life]);
    this.#stepper.stop(gate);
    tab.close();
    this.#closed = true;
  }

  async #steps(gate: Gate, count: number): Promise<void> {
    for (let step = 0; step < count; step++) await gate.pass('wait');
  }

  #ask(tab: Tab): () => Promise<void> {
    const [kind, which] = [this.dice.pick(KINDS), this.dice.below(2)];
    const payload = this.#payload(kind, which);
    return async () => {
      const mark = `${kind} ${keys[which]}`;
      this.#asked.add(mark);
      try {
        const answer = await tab.request(kind, payload);
        if (kind === 'import') expect(answer).toMatchObject({ key: keys[which] });
      } catch (error) {
        expect(['busy', 'model-missing'], JSON.stringify(toWire(error))).toContain(toWire(error).code);
      }
    };
  }

  #payload(kind: Kind, which: number): Requests[Kind]['in'] {
    if (kind === 'library') return null;
    if (kind === 'import') return { files: pickedBundle(BUNDLES[which]!) };
    return { key: keys[which]! };
  }

  /** What a third tab would find now is whole, and changes only by what was asked for. */
  #check(): void {
    if (this.opfs.changes === this.#checked) return;
    this.#checked = this.opfs.changes;
    const { states, damage } = bundlesOn(this.opfs);
    expect(damage).toEqual([]);
    for (const key of keys) {
      const [before, now] = [this.#before.get(key), states.get(key)];
      if (before !== now) expect(this.#allowed(key, before, now), `${before} became ${now}`).toBe(true);
    }
    this.#before = states;
  }

  #allowed(key: string, before: BundleState | undefined, now: BundleState | undefined): boolean {
    const asked = (...kinds: Kind[]) => kinds.some((kind) => this.#asked.has(`${kind} ${key}`));
    if (now === 'installed') return before ? asked('restore') : asked('import');
    if (now === 'removed') return before === 'installed' && asked('remove');
    return before === 'removed' && (asked('purge', 'import') || this.#closed);
  }

  /** Deletions are final, installed bundles are listed, and nothing else takes room. */
  async #checkAfterRestart(): Promise<void> {
    const expected = keys.filter((key) => this.#before.get(key) === 'installed').sort();
    const tab = new Tab(this);
    const { bundles, downloads } = await tab.request('library', null);
    expect(bundles.map(({ key }) => key).sort()).toEqual(expected);
    expect(downloads).toEqual([]);
    const folders = new Set(this.opfs.paths().map((path) => path.split('/')[1]));
    expect([...folders].sort()).toEqual(expected);
    for (const files of BUNDLES) await tab.request('import', { files: pickedBundle(files) });
    expect(bundlesOn(this.opfs)).toEqual({
      states: new Map(keys.toSorted().map((key) => [key, 'installed'])),
      damage: [],
    });
    tab.close();
  }
}

async function inTurn(requests: readonly (() => Promise<void>)[]): Promise<void> {
  for (const ask of requests) await ask();
}

test(`two tabs at random, ${CASES} cases: nothing is lost, half-written or left over`, async () => {
  const cases = new Cases('two tabs at random');
  for (let seed = 1; seed <= CASES; seed++) {
    const failed = (error: unknown) => {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
    };
    await cases.run(() => new Case(new Dice(randomFrom(seed))).run()).catch(failed);
  }
  cases.report();
});
