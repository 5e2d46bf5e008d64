import { scopedName } from '../../store/scope';

const MARK = 'blipscope-isolated-once';

/**
 * On hosts that send no headers, the service worker makes the page cross-origin isolated, which threads need: from
 * the next opening on. So the page opens once more when that worker takes over, and never a second time.
 */
export function reopenIsolated(): void {
  if (crossOriginIsolated || !('serviceWorker' in navigator)) return;
  const mark = scopedName(MARK);
  const reopen = () => {
    if (sessionStorage.getItem(mark)) return;
    sessionStorage.setItem(mark, 'true');
    location.reload();
  };
  navigator.serviceWorker.addEventListener('controllerchange', reopen, { once: true });
}
