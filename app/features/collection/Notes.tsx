import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import classes from './collection.module.css';
import { useCollection, useCollectionMessages } from './context';

/** What was left out when the collection was opened, and what is to be known about its source. */
export function Notes() {
  const { leftOut, leftOutCount, warnings, handle } = useCollection(
    ({ leftOut, leftOutCount, warnings, summary }) => ({
      leftOut,
      leftOutCount,
      warnings,
      handle: summary?.handle ?? null,
    }),
  );
  const [dismissed, setDismissed] = useState(false);
  const m = useCollectionMessages().notes;
  const { common } = useMessages();
  if (dismissed || (leftOutCount === 0 && warnings.length === 0 && handle)) return null;
  return (
    <div className={classes.notes}>
      <div className={classes.notesText}>
        {!handle && <p>{m.readOnly}</p>}
        {leftOutCount > 0 && (
          <details>
            <summary>{m.leftOut({ count: leftOutCount })}</summary>
            <ul className={classes.list}>
              {leftOut.map(({ path, reason }) => (
                <li key={path}>{m.leftOutFile({ name: path, reason: m.reasons[reason] })}</li>
              ))}
              {leftOutCount > leftOut.length && <li>{m.more({ count: leftOutCount - leftOut.length })}</li>}
            </ul>
          </details>
        )}
        {warnings.length > 0 && (
          <details>
            <summary>{m.warnings({ count: warnings.length })}</summary>
            <ul className={classes.list}>
              {warnings.map((warning) => (
                <li key={JSON.stringify(warning)}>
                  {m.warning({ ...warning, problem: m.problems[warning.code] })}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <CloseButton aria-label={common.dismiss} onClick={() => setDismissed(true)} />
    </div>
  );
}
