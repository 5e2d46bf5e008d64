import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './pwa.module.css';
import { StorageBanner } from './StorageBanner';
import type { Pwa } from './use-pwa';

/** What the whole page has to say: a new version, threads after a reload, storage that runs out, a second tab. */
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
      <IsolableBanner />
      <StorageBanner />
      <OtherTabBanner />
    </>
  );
}

function IsolableBanner() {
  const { getState } = useAppStore();
  const isolable = useApp((state) => state.device.isolable);
  const m = useMessages().pwa;
  if (!isolable) return null;
  return (
    <div role="status" className={classes.banner}>
      <span className={classes.grow}>{m.isolable}</span>
      <Button size="compact-md" onClick={() => location.reload()}>
        {m.reload}
      </Button>
      <Button size="compact-md" variant="default" onClick={() => getState().device.setIsolable(false)}>
        {m.later}
      </Button>
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
