import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { freeBytes } from '../device/device-profile';
import classes from '../models.module.css';

/** How much room there is, and whether the browser keeps what is in it. */
export function StorageLine() {
  const { getState } = useAppStore();
  const m = useMessages().models.library.storage;
  const { free, used, persisted } = useApp((state) => ({
    free: freeBytes(state),
    used: state.library.contents?.usageBytes ?? null,
    persisted: state.library.storagePersisted,
  }));
  const [asked, setAsked] = useState(false);
  const ask = () =>
    void getState()
      .library.persistStorage()
      .then(() => setAsked(true));
  return (
    <div className={classes.storage}>
      <p>
        {[
          free !== null && used !== null && m.amounts({ used, free }),
          persisted === true && m.persisted,
          persisted === false && (asked ? m.refused : m.evictable),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      {persisted === false && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={ask}>
          {asked ? m.askAgain : m.ask}
        </Button>
      )}
    </div>
  );
}
