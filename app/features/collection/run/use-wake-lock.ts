import { useEffect } from 'react';

/** Keeps the screen on while a run is under way, where the browser can: phones suspend pages when it goes off. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    if (!active || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    async function take(): Promise<void> {
      if (document.visibilityState !== 'visible') return;
      // Refused when the battery is low.
      const taken = await navigator.wakeLock.request('screen').catch(() => null);
      if (ended) void taken?.release();
      else lock = taken;
    }
    void take();
    // The browser takes the lock away while the page is hidden.
    document.addEventListener('visibilitychange', take);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', take);
      void lock?.release();
    };
  }, [active]);
}
