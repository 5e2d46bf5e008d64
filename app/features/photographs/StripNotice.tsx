import { useApp } from '../../store/react';
import { Installing } from './Installing';
import { awaitedJob, waitingPhotographs } from './photographs.selectors';
import { Question } from './Question';

/** Of the pictures of the strip. */
export function StripNotice() {
  const job = useApp(awaitedJob);
  const waiting = useApp((state) => waitingPhotographs(state).length);
  if (job) return <Installing job={job} waiting={waiting} />;
  return waiting > 0 ? <Question about={{ kind: 'pictures', count: waiting }} /> : null;
}
