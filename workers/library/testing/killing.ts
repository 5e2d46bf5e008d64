/** For tests: a tab that stops for good at one of its operations, as if it were closed there. */
import type { Gate } from '../../storage/testing/fake-opfs.ts';

export interface KillingGate extends Gate {
  /** Resolves when the tab has stopped. */
  readonly killed: Promise<void>;
}

/** Operations that change what is stored; to be closed at another one is to be closed at the next of these. */
const CHANGING = /^(make|write|truncate|flush|remove) /;

/** Stops at the change of that number, counted from 1; a write is then half done. */
export function killAt(last: number): KillingGate {
  let count = 0;
  let stop = () => {};
  const killed = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const isOver = (operation: string) => {
    if (CHANGING.test(operation) && ++count >= last) stop();
    return count >= last;
  };
  return {
    killed,
    pass: (operation) => (isOver(operation) ? new Promise(() => {}) : Promise.resolve()),
    passNow(operation) {
      if (isOver(operation)) throw new Error('the tab is closed');
    },
  };
}

/** The disk is full from the change of that number on, until `clear`. Removing is always possible. */
export class FullFrom implements Gate {
  #count = 0;
  #cleared = false;

  constructor(private readonly first: number) {}

  /** Whether anything was refused. */
  get refused(): boolean {
    return this.#count >= this.first;
  }

  clear(): void {
    this.#cleared = true;
  }

  async pass(operation: string): Promise<void> {
    this.passNow(operation);
  }

  passNow(operation: string): void {
    if (!/^(make|write|flush) /.test(operation) || ++this.#count < this.first || this.#cleared) return;
    throw new DOMException('the disk is full', 'QuotaExceededError');
  }
}
