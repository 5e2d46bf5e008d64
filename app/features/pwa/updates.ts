/** Minimum interval between two checks for a new version. Milliseconds. */
const ASK_EVERY = 60 * 60 * 1000;

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

/**
 * Who reloads when a new version takes over all tabs: the tab where it was accepted. The others are offered it
 * again, and then need nothing but the reload.
 */
export class Takeover {
  readonly #reload: () => void;
  #accepted = false;
  #done = false;

  constructor(reload: () => void) {
    this.#reload = reload;
  }

  /** @param activate has the new version take over. */
  accept(activate: () => void): void {
    this.#accepted = true;
    if (this.#done) this.#reload();
    else activate();
  }

  /** @param offer shows the person that a new version is there. */
  tookOver(offer: () => void): void {
    this.#done = true;
    if (this.#accepted) this.#reload();
    else offer();
  }
}
