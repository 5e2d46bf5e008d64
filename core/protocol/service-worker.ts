/** What the page asks of a version of the service worker that waits. */
export type ToServiceWorker =
  /** The person accepted the version. Answered, by `null`, once that is stored. */
  | { type: 'SKIP_WAITING' }
  /** Whether it opened the page whose script has this address, since it was accepted: answered by a boolean. */
  | { type: 'OPENED_PAGE'; script: string };
