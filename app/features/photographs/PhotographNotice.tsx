import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { LazyPart } from '../../parts/LazyPart';
import { useApp } from '../../store/react';
import { awaitedJob, waitingPhotographs } from './photographs.selectors';

/** What becomes of the photographs that wait while only the demo model is there; how far another model is. */
export function PhotographNotice() {
  const step = useApp((state) =>
    awaitedJob(state) ? 'installing' : waitingPhotographs(state).length > 0 ? 'question' : null,
  );
  const place = useFocusKept(step);
  return (
    <div ref={place} tabIndex={-1}>
      {step && <NoticePart />}
    </div>
  );
}

/** Takes the focus where the button that had it is gone: the keyboard goes on from here. */
function useFocusKept(step: string | null) {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    const answered = before.current !== null && before.current !== step;
    before.current = step;
    if (answered && document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [step]);
  return place;
}

/** Loaded when there is something to ask: most visits have nothing. */
function NoticePart() {
  const m = useMessages().photographs;
  const [attempt, setAttempt] = useState(1);
  return (
    <LazyPart
      key={attempt}
      name={m.title}
      load={async () => ({ default: (await import('../../lazy-parts')).StripNotice })}
      onRetry={attempt === 1 ? () => setAttempt(2) : null}
    />
  );
}
