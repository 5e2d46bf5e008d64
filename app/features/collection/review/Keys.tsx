import { Kbd } from '@mantine/core';
import type { CollectionMessages } from '../../../i18n/collection/messages';
import { useCollectionMessages } from '../context';
import classes from './review.module.css';

const KEYS: readonly { keys: readonly string[]; does: keyof CollectionMessages['review']['does'] }[] = [
  { keys: ['1–9'], does: 'choose' },
  { keys: ['Enter'], does: 'approve' },
  { keys: ['E'], does: 'edit' },
  { keys: ['X'], does: 'drop' },
  { keys: ['D'], does: 'decorative' },
  { keys: ['Z'], does: 'undo' },
  { keys: ['←', '→'], does: 'move' },
  { keys: ['Esc'], does: 'grid' },
];

/** The keys of the review. */
export function Keys() {
  const m = useCollectionMessages().review;
  return (
    <dl className={classes.keys}>
      {KEYS.map(({ keys, does }) => (
        <div key={does}>
          <dt>
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{m.does[does]}</dd>
        </div>
      ))}
    </dl>
  );
}
