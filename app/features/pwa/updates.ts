import type { ToServiceWorker } from '../../../core/protocol';

/** Minimum interval between two checks for a new version. Milliseconds. */
const ASK_EVERY = 60 * 60 * 1000;
/** How long a version that was accepted may take over before its page is opened all the same. Milliseconds. */
export const TAKEOVER_PATIENCE = 1500;
/** How long a service worker may take to start and to answer. Milliseconds. */
const ANSWER_PATIENCE = 3000;

type Visibility = Pick<Document, 'visibilityState' | 'addEventListener'>;

/**
 * Asks for a new version whenever the person comes back to the page; by themselves, browsers ask only when a page is
 * opened.
 */
export function askForUpdates(
  registration: Pick<ServiceWorkerRegistration, 'update'>,
  page: Visibility,
  now: () => number,
): void {
  let asked = now();
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState !== 'visible' || now() - asked < ASK_EVERY) return;
    asked = now();
    // Without a network it fails; the next visit asks again.
    registration.update().catch(() => {});
  });
}

/** What happens with the versions of the app. */
export interface UpdateEvents {
  /** This version is stored. */
  stored(): void;
  /** Another version is stored and waits, or runs all tabs already: this page needs a reload. */
  offered(): void;
  reload(): void;
}

/**
 * Follows the versions of the service worker. The tab where a new version is accepted reloads by itself; the others are
 * offered it, and need nothing but the reload once it has taken over.
 */
export class Updates {
  readonly #container: ServiceWorkerContainer;
  readonly #script: string;
  readonly #events: UpdateEvents;
  #registration: ServiceWorkerRegistration | null = null;
  #isControlled: boolean;
  #isAccepted = false;
  /** This page is of the version that waits: the running service worker opened it. */
  #isNext = false;

  /** @param script the address of this page's script */
  constructor(container: ServiceWorkerContainer, script: string, events: UpdateEvents) {
    this.#container = container;
    this.#script = script;
    this.#events = events;
    this.#isControlled = container.controller !== null;
    container.addEventListener('controllerchange', () => this.#tookOver());
  }

  /** @throws what `ServiceWorkerContainer.register` throws */
  async register(url: string): Promise<ServiceWorkerRegistration> {
    const registration = await this.#container.register(url);
    this.#registration = registration;
    registration.addEventListener('updatefound', () => this.#watch(registration.installing));
    // Another tab may have found it.
    this.#watch(registration.installing);
    if (registration.active) this.#events.stored();
    if (registration.waiting) await this.#offer(registration.waiting);
    return registration;
  }

  /** Starts the new version: the page reloads. */
  async accept(): Promise<void> {
    this.#isAccepted = true;
    const waiting = this.#registration?.waiting;
    if (!waiting) return this.#events.reload();
    const answer = await ask(waiting, { type: 'SKIP_WAITING' });
    // A version that does not answer is reloaded when it takes over.
    if (answer !== undefined) setTimeout(() => this.#events.reload(), TAKEOVER_PATIENCE);
  }

  #watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'activated') this.#events.stored();
      if (worker.state === 'installed' && this.#registration?.active) this.#events.offered();
    });
  }

  async #offer(waiting: ServiceWorker): Promise<void> {
    this.#isNext = (await ask(waiting, { type: 'OPENED_PAGE', script: this.#script })) === true;
    if (!this.#isNext) this.#events.offered();
  }

  #tookOver(): void {
    const [isOther, isNext] = [this.#isControlled, this.#isNext];
    [this.#isControlled, this.#isNext] = [true, false];
    if (this.#isAccepted) this.#events.reload();
    else if (isOther && !isNext) this.#events.offered();
  }
}

/** The answer of a service worker; undefined if it has none. */
function ask(worker: ServiceWorker, message: ToServiceWorker): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const finish = (answer: unknown) => {
      clearTimeout(timer);
      port1.close();
      resolve(answer);
    };
    const timer = setTimeout(finish, ANSWER_PATIENCE, undefined);
    port1.onmessage = ({ data }) => finish(data);
    worker.postMessage(message, [port2]);
  });
}
