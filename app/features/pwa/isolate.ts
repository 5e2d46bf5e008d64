const MARK = 'blipscope-isolated-once';

/**
 * On hosts that send no headers, the service worker makes the page cross-origin isolated, which threads need: from
 * the next opening on. So the page opens once more when that worker takes over, and never a second time.
 */
export function reopenIsolated(): void {
  if (crossOriginIsolated || !('serviceWorker' in navigator)) return;
  const reopen = () => {
    if (sessionStorage.getItem(MARK)) return;
    sessionStorage.setItem(MARK, 'true');
    location.reload();
  };
  navigator.serviceWorker.addEventListener('controllerchange', reopen, { once: true });
}
