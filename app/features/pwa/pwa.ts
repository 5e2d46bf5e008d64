/** What the page knows of its service worker. */
export interface Pwa {
  /** The page itself opens without a network. */
  offlineReady: boolean;
  /** A new version waits. */
  updateReady: boolean;
  /** Starts the new version: the page reloads. */
  update: () => void;
  later: () => void;
}
