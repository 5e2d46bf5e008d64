import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { LazyPart } from '../../parts/LazyPart';

/** The strip as a grid, loaded when it is first asked for, and once more where it did not load. */
export function StripGridPart() {
  const m = useMessages().pictures;
  const [attempt, setAttempt] = useState(1);
  return (
    <LazyPart
      key={attempt}
      name={m.grid.region}
      load={() => import('./StripGrid')}
      onRetry={attempt === 1 ? () => setAttempt(2) : null}
    />
  );
}
