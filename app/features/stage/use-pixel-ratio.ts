import { useSyncExternalStore } from 'react';

/** Device pixels per CSS pixel; follows zoom and a move to another screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(subscribe, () => window.devicePixelRatio);
}

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
