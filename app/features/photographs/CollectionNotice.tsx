import { useApp } from '../../store/react';
import { Installing } from './Installing';
import { awaitedJob, isOfPhotographs, isReminded } from './photographs.selectors';
import { Question } from './Question';
import { Reminder } from './Reminder';

/** Of the open collection, whose run is not begun with the wrong model. */
export function CollectionNotice({ collection }: { collection: string }) {
  const job = useApp(awaitedJob);
  const held = useApp((state) => isOfPhotographs(state, collection));
  const reminded = useApp((state) => isReminded(state, collection));
  if (reminded) return <Reminder />;
  if (!held) return null;
  return job ? <Installing job={job} waiting={0} /> : <Question about={{ kind: 'collection' }} />;
}
