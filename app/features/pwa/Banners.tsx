import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import type { StorageState } from './device.slice';
import classes from './pwa.module.css';
import type { Pwa } from './use-pwa';

/** What the whole page has to say: a new version, storage that runs out, a second tab. */
export function Banners({ pwa }: { pwa: Pwa }) {
  const m = useMessages().pwa;
  return (
    <>
      {pwa.updateReady && (
        <div role="status" className={classes.banner}>
          <span className={classes.grow}>{m.updateReady}</span>
          <Button size="compact-md" onClick={pwa.update}>
            {m.reload}
          </Button>
          <Button size="compact-md" variant="default" onClick={pwa.later}>
            {m.later}
          </Button>
        </div>
      )}
      <StorageBanner />
      <OtherTabBanner />
    </>
  );
}

function StorageBanner() {
  const storage = useApp((state) => state.device.storage);
  // Keyed: a dismissed message is shown again when its cause returns.
  return storage === 'fine' ? null : <StorageNote key={storage} storage={storage} />;
}

function StorageNote({ storage }: { storage: Exclude<StorageState, 'fine'> }) {
  const { getState } = useAppStore();
  const { pwa, common } = useMessages();
  const [read, setRead] = useState(false);
  if (read) return null;
  return (
    <div role="status" className={classes.banner}>
      <span className={classes.grow}>{pwa.storage[storage]}</span>
      {(storage === 'full' || storage === 'nearly-full') && (
        <Button size="compact-md" variant="default" onClick={getState().library.openDialog}>
          {common.openModels}
        </Button>
      )}
      <CloseButton size="lg" aria-label={common.dismiss} onClick={() => setRead(true)} />
    </div>
  );
}

function OtherTabBanner() {
  const otherTab = useApp((state) => state.device.otherTab);
  const { pwa, common } = useMessages();
  const [read, setRead] = useState(false);
  if (!otherTab || read) return null;
  return (
    <div role="status" className={classes.banner}>
      <span className={classes.grow}>{pwa.otherTab}</span>
      <CloseButton size="lg" aria-label={common.dismiss} onClick={() => setRead(true)} />
    </div>
  );
}
