import { useEffect } from 'react';
import { useMessages } from '../../../i18n/use-messages';
import { useCollection, useCollectionMessages } from '../context';
import { isUnderWay, type RunPhase } from '../store/run';

/** Tells how far a run is in the tab's title, and that it ended with a badge on the installed app's icon. */
export function useRunInTitle(): void {
  const { phase, done, total } = useCollection(({ phase, progress }) => ({
    phase,
    done: progress.done,
    total: progress.total,
  }));
  const { title } = useMessages().page;
  const m = useCollectionMessages().run;
  useEffect(() => {
    if (isUnderWay(phase)) document.title = m.title({ done, total, title });
    else if (isOver(phase) && document.hidden) tellWhileHidden(m.titleOver({ title }), title);
    else document.title = title;
  }, [phase, done, total, title, m]);
  useEffect(
    () => () => {
      document.title = title;
    },
    [title],
  );
}

function isOver(phase: RunPhase): boolean {
  return phase === 'finished' || phase === 'stopped';
}

/** Until the page is seen again. */
function tellWhileHidden(over: string, usual: string): void {
  document.title = over;
  // Only installed apps have a badge; elsewhere the promise rejects.
  if ('setAppBadge' in navigator) navigator.setAppBadge().catch(() => {});
  const seen = () => {
    document.title = usual;
    if ('clearAppBadge' in navigator) navigator.clearAppBadge().catch(() => {});
  };
  document.addEventListener('visibilitychange', seen, { once: true });
}
