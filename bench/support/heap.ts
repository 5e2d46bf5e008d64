/** JS heap and buffers of a page's workers, as V8 counts them, uncollected garbage included. */
import type { CDPSession, Page } from '@playwright/test';

/** The answer to `Runtime.getHeapUsage` of Chrome's DevTools protocol. */
interface Message {
  result?: { usedSize: number; backingStorageSize: number };
}

/**
 * Polls all workers that the page starts from now on. They answer between two tasks; what one task allocates and frees
 * is not seen.
 */
export class WorkerHeaps {
  private peak = 0;

  private constructor(
    private readonly session: CDPSession,
    private readonly restMs: number,
  ) {}

  /** @param restMs pause after each answer of a worker that is being timed. */
  static async watch(page: Page, restMs = 0): Promise<WorkerHeaps> {
    const session = await page.context().newCDPSession(page);
    const heaps = new WorkerHeaps(session, restMs);
    session.on('Target.attachedToTarget', ({ sessionId }) => heaps.#ask(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) =>
      heaps.#receive(sessionId, JSON.parse(message)),
    );
    await session.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return heaps;
  }

  /** The maximum since the last call, in bytes. */
  takePeak(): number {
    const { peak } = this;
    this.peak = 0;
    return peak;
  }

  #receive(sessionId: string, { result }: Message): void {
    // Workers send events too.
    if (!result) return;
    this.peak = Math.max(this.peak, result.usedSize + result.backingStorageSize);
    if (this.restMs === 0) this.#ask(sessionId);
    else setTimeout(() => this.#ask(sessionId), this.restMs);
  }

  /** The worker or the page may have ended. */
  #ask(sessionId: string): void {
    const message = JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' });
    this.session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {});
  }
}
