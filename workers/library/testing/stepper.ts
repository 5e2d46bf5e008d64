/** For tests: runs several tabs in an order of steps that is drawn at random. */
import type { Dice } from '../../../model-export/testing/fuzz.ts';
import type { Gate } from '../../storage/testing/fake-opfs.ts';

interface Step {
  tab: Gate;
  go: () => void;
}

/** Each operation of a tab waits until it is drawn. */
export class Stepper {
  #waiting: Step[] = [];
  #last: Gate | null = null;

  constructor(private readonly dice: Dice) {}

  openGate(): Gate {
    const tab: Gate = { pass: () => this.#wait(tab), passNow: () => {} };
    return tab;
  }

  /** Patience that ends at some step, or never. */
  patience(tab: Gate): AbortSignal {
    const end = new AbortController();
    if (this.dice.below(4) === 0) void this.#wait(tab).then(() => end.abort());
    return end.signal;
  }

  /** Whatever the tab waits for never comes. */
  stop(tab: Gate): void {
    this.#waiting = this.#waiting.filter((step) => step.tab !== tab);
    Object.assign(tab, { pass: () => new Promise(() => {}) });
  }

  /** Draws steps until the jobs are done; `onStep` is called before each. */
  async run(jobs: Promise<unknown>, onStep: () => void): Promise<void> {
    let done = false;
    const end = jobs.finally(() => {
      done = true;
    });
    while (!done) {
      // Everything that does not wait for a step goes on first.
      await new Promise((resolve) => setImmediate(resolve));
      onStep();
      this.#goOn();
    }
    await end;
  }

  /** A tab often takes several steps while the other one stands still. */
  #goOn(): void {
    const own = this.#waiting.filter(({ tab }) => tab === this.#last);
    const step = this.dice.pick(own.length > 0 && this.dice.below(8) ? own : this.#waiting);
    if (!step) return;
    this.#last = step.tab;
    this.#waiting = this.#waiting.filter((each) => each !== step);
    step.go();
  }

  #wait(tab: Gate): Promise<void> {
    return new Promise((go) => this.#waiting.push({ tab, go }));
  }
}
