import { useRegisterSW } from 'virtual:pwa-register/react';
import { useState } from 'react';
import { askForUpdates, Takeover } from './updates';

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
  const [takeover] = useState(() => new Takeover(() => location.reload()));
  const [overtaken, setOvertaken] = useState(false);
  const { offlineReady, needRefresh, updateServiceWorker } = useRegisterSW({
    onRegisteredSW: (_, registration) => registration && askForUpdates(registration, document, Date.now),
    onNeedReload: () => takeover.tookOver(() => setOvertaken(true)),
  });
  const served = 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
  return {
    offlineReady: offlineReady[0] || served,
    updateReady: needRefresh[0] || overtaken,
    update: () => takeover.accept(() => void updateServiceWorker(true)),
    later() {
      needRefresh[1](false);
      setOvertaken(false);
    },
  };
}
