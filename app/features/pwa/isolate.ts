import { scopedName } from '../../store/scope';

/** When this tab was opened anew. Kept for the tab. */
const REOPENED = 'blipscope-reopened';
/** When a page was isolated. Pages that are isolated may not share what is kept for their tab with those that are not. */
const ISOLATED = 'blipscope-isolated';
/** With these a person begins something that a page opened anew may not have any more, as an open folder. */
const BEGINNINGS = ['click', 'keydown', 'change', 'drop', 'paste'];

/**
 * On hosts that send no headers, the service worker makes the page cross-origin isolated, which threads need: from
 * the next opening on. So the page opens once more when that worker takes over, or has done so before this page
 * listened, or runs and was passed over, as by a reload with Shift. It never does so twice before a page was isolated.
 *
 * @param offer is called instead once the person has begun something
 */
export function reopenIsolated(offer: () => void): void {
  const [reopened, isolated] = [scopedName(REOPENED), scopedName(ISOLATED)];
  if (crossOriginIsolated) localStorage.setItem(isolated, String(Date.now()));
  if (crossOriginIsolated || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let begun = false;
  const begin = () => {
    begun = true;
  };
  for (const kind of BEGINNINGS) addEventListener(kind, begin, { capture: true, once: true });
  const reopen = () => {
    if (Number(sessionStorage.getItem(reopened)) > Number(localStorage.getItem(isolated))) return;
    if (begun) return offer();
    sessionStorage.setItem(reopened, String(Date.now()));
    location.reload();
  };
  serviceWorker.addEventListener('controllerchange', reopen, { once: true });
  void serviceWorker.getRegistration().then(
    (registration) => registration?.active && reopen(),
    // Without an answer the page stays as it is.
    () => {},
  );
}
