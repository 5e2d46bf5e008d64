import { Button, Progress } from '@mantine/core';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { isUnderWay } from '../store/run';
import classes from './search.module.css';
import { isMaking } from './vectors';

interface MissingVectorsProps {
  /** Pictures without a vector. */
  count: number;
  /** How many the model looks at in a second, as far as it is known. */
  perSecond: number | null;
}

/** Which pictures cannot be found yet, and what makes their vectors. */
export function MissingVectors({ count, perSecond }: MissingVectorsProps) {
  const store = useCollectionStore();
  const { status, error, progress } = useCollection((state) => state.vectors);
  const running = useCollection(({ phase }) => isUnderWay(phase));
  const messages = useMessages();
  const m = useCollectionMessages().search.vectors;
  if (isMaking(status)) return <Making count={count} />;
  if (count === 0) return null;
  const seconds = perSecond && count / perSecond;
  return (
    <div className={classes.line}>
      <span role="status" className={classes.say}>
        {m.missing({ count, seconds })} {running && m.byRun}
        {status === 'paused' && m.paused}
        {status === 'done' &&
          progress !== null &&
          progress.failed > 0 &&
          m.failures({ count: progress.failed })}
      </span>
      {error && (
        <span role="alert" className={classes.alarm}>
          {m.failed({ reason: errorText(messages, error) })}
        </span>
      )}
      {!running && (
        <Button size="compact-md" onClick={() => void store.getState().makeVectors()}>
          {status === 'idle' || status === 'done' ? m.make : m.goOn}
        </Button>
      )}
    </div>
  );
}

function Making({ count }: { count: number }) {
  const store = useCollectionStore();
  const { status, progress } = useCollection((state) => state.vectors);
  const m = useCollectionMessages().search.vectors;
  const { done, total, perSecond } = progress ?? { done: 0, total: count, perSecond: null };
  return (
    <div className={classes.line}>
      <span className={classes.say}>
        {m.making({ done, total })}
        {perSecond ? `, ${m.left({ seconds: (total - done) / perSecond })}` : ''}
      </span>
      <Progress
        className={classes.progress}
        value={total > 0 ? (100 * done) / total : 0}
        aria-label={m.progress}
      />
      <Button
        variant="default"
        size="compact-md"
        loading={status === 'pausing'}
        onClick={() => store.getState().pauseVectors()}
      >
        {m.pause}
      </Button>
    </div>
  );
}
