import { Button } from '@mantine/core';
import { useState } from 'react';
import { useApp, useAppStore } from '../../../store/react';
import { freeBytes } from '../device/device-profile';
import { bytesText } from '../install/amounts';
import classes from '../models.module.css';

/** How much room there is, and whether the browser keeps what is in it. */
export function StorageLine() {
  const { getState } = useAppStore();
  const { free, used, kept } = useApp((state) => ({
    free: freeBytes(state),
    used: state.library.contents?.usageBytes ?? null,
    kept: state.library.storagePersisted,
  }));
  const [asked, setAsked] = useState(false);
  const ask = () =>
    void getState()
      .library.persistStorage()
      .then(() => setAsked(true));
  return (
    <div className={classes.storage}>
      <p>
        {free !== null && used !== null && `${bytesText(used)} used, ${bytesText(free)} free. `}
        {kept === true && 'The browser keeps the models until you delete them.'}
        {kept === false && 'The browser may delete the models when space runs out. '}
        {kept === false &&
          asked &&
          'It does not promise to keep them yet; bookmark or install this page, then ask again.'}
      </p>
      {kept === false && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={ask}>
          {asked ? 'Ask again' : 'Ask it to keep them'}
        </Button>
      )}
    </div>
  );
}
