import { useState } from 'react';
import { askForUpdates, type UpdateEvents, Updates } from './updates';

/** The state of the service worker. */
export interface Pwa {
  /** The page itself opens without a network. */
  offlineReady: boolean;
  /** A new version waits. */
  updateReady: boolean;
  /** Starts the new version: the page reloads. */
  update: () => void;
  later: () => void;
}

/** Registers the service worker and returns its state. */
export function usePwa(): Pwa {
  const [offlineReady, setOfflineReady] = useState(isServed);
  const [updateReady, setUpdateReady] = useState(false);
  const [updates] = useState(() =>
    follow({
      stored: () => setOfflineReady(true),
      offered: () => setUpdateReady(true),
      reload: () => location.reload(),
    }),
  );
  return {
    offlineReady,
    updateReady,
    update: () => void updates?.accept(),
    later: () => setUpdateReady(false),
  };
}

/** By a service worker, which then has the page. */
function isServed(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

/** The development server has no service worker, and neither have some private windows. */
function follow(events: UpdateEvents): Updates | null {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return null;
  const updates = new Updates(navigator.serviceWorker, pageScript(), events);
  void register(updates);
  return updates;
}

/** The build names it by what it contains and imports. */
function pageScript(): string {
  return document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? '';
}

/** Once the page is loaded, so that it does not wait for the files of the service worker. */
async function register(updates: Updates): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
  try {
    askForUpdates(await updates.register('sw.js'), document, Date.now);
  } catch {
    // The app works without it; the next visit tries again.
  }
}
