import { Button, CloseButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import { modelName } from '../models/active/names';
import classes from './collection.module.css';
import { useCollection, useCollectionMessages, useCollectionStore } from './context';
import { type OtherModels, otherModels } from './other-models';

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
  const others = useOtherModels();
  const [dismissed, setDismissed] = useState(false);
  const m = useCollectionMessages().notes;
  const { common } = useMessages();
  const nothing = leftOutCount === 0 && warnings.length === 0 && others.paths.length === 0 && handle;
  if (dismissed || nothing) return null;
  return (
    <div className={classes.notes}>
      <div className={classes.notesText}>
        {!handle && <p>{m.readOnly}</p>}
        {others.paths.length > 0 && <WrittenByOthers {...others} />}
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

function useOtherModels(): OtherModels {
  const records = useCollection((state) => state.records);
  const loaded = useApp(({ model }) => model.loaded?.id ?? null);
  return useMemo(
    () => (loaded === null ? { models: [], paths: [] } : otherModels(records, loaded)),
    [records, loaded],
  );
}

/** Captions of several models in one folder are fine if the person knows. */
function WrittenByOthers({ models, paths }: OtherModels) {
  const store = useCollectionStore();
  const messages = useMessages();
  const m = useCollectionMessages().notes;
  const names = messages.format.list(models.map((id) => modelName(messages, { id })));
  return (
    <p>
      {m.otherModels({ count: paths.length, models: names })}{' '}
      <Button variant="default" size="compact-sm" onClick={() => store.getState().select(paths)}>
        {m.selectThem}
      </Button>
    </p>
  );
}
