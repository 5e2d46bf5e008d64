/** JS heap and buffers of a page's worker, as V8 counts them: what is garbage and not collected yet included. */
import type { CDPSession, Page } from '@playwright/test';

/** As `Runtime.getHeapUsage` of Chrome's DevTools protocol has it. */
interface HeapUsage {
  usedSize: number;
  backingStorageSize: number;
}

interface Message {
  result?: HeapUsage;
}

/**
 * Asks all workers that the page starts from now on, again and again. They answer between two tasks; what one task
 * takes and gives back before it ends is not seen.
 */
export class WorkerHeaps {
  samples = 0;
  private peak = 0;

  private constructor(
    private readonly session: CDPSession,
    private readonly restMs: number,
  ) {}

  /** @param restMs how long to leave a worker in peace after each answer, where it is being timed. */
  static async watch(page: Page, restMs = 0): Promise<WorkerHeaps> {
    const session = await page.context().newCDPSession(page);
    const heaps = new WorkerHeaps(session, restMs);
    session.on('Target.attachedToTarget', ({ sessionId }) => heaps.#ask(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) =>
      heaps.#hear(sessionId, JSON.parse(message)),
    );
    await session.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return heaps;
  }

  /** Bytes at most since this was asked last. */
  takePeak(): number {
    const { peak } = this;
    this.peak = 0;
    return peak;
  }

  #hear(sessionId: string, { result }: Message): void {
    // Workers tell of events too.
    if (!result) return;
    this.samples += 1;
    this.peak = Math.max(this.peak, result.usedSize + result.backingStorageSize);
    if (this.restMs === 0) this.#ask(sessionId);
    else setTimeout(() => this.#ask(sessionId), this.restMs);
  }

  /** The worker, or the page, may be gone: then there is nothing more to be heard. */
  #ask(sessionId: string): void {
    const message = JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' });
    this.session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {});
  }
}
