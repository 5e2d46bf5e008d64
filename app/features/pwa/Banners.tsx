import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useApp, useAppStore } from '../../store/react';
import type { StorageState } from './device.slice';
import type { Pwa } from './pwa';
import classes from './pwa.module.css';

/** What the whole page has to say: a new version, storage that runs out, a second tab. */
export function Banners({ pwa }: { pwa: Pwa }) {
  return (
    <>
      {pwa.updateReady && (
        <div role="status" className={classes.banner}>
          <span className={classes.grow}>A new version is ready. Your pictures and captions stay.</span>
          <Button size="compact-md" onClick={pwa.update}>
            Reload now
          </Button>
          <Button size="compact-md" variant="default" onClick={pwa.later}>
            Later
          </Button>
        </div>
      )}
      <StorageBanner />
      <OtherTabBanner />
    </>
  );
}

type StorageTrouble = Exclude<StorageState, 'fine'>;

const STORAGE: Readonly<Record<StorageTrouble, string>> = {
  'nearly-full': 'The storage of this browser is nearly full. Delete pictures or models you no longer need.',
  full: 'The storage of this browser is full: what came last will be gone after a reload. Delete pictures or models you no longer need, and it is stored by itself.',
  off: 'This browser stores nothing for this page: pictures and captions will be gone after a reload.',
};

function StorageBanner() {
  const storage = useApp((state) => state.storage);
  // Keyed: what was dismissed once may be told again when it is so again.
  return storage === 'fine' ? null : <StorageNote key={storage} storage={storage} />;
}

function StorageNote({ storage }: { storage: StorageTrouble }) {
  const { getState } = useAppStore();
  const [read, setRead] = useState(false);
  if (read) return null;
  return (
    <div role="status" className={classes.banner}>
      <span className={classes.grow}>{STORAGE[storage]}</span>
      {storage !== 'off' && (
        <Button size="compact-md" variant="default" onClick={getState().openModels}>
          Open Models
        </Button>
      )}
      <CloseButton size="lg" aria-label="Dismiss" onClick={() => setRead(true)} />
    </div>
  );
}

function OtherTabBanner() {
  const otherTab = useApp((state) => state.otherTab);
  const [read, setRead] = useState(false);
  if (!otherTab || read) return null;
  return (
    <div role="status" className={classes.banner}>
      <span className={classes.grow}>
        Blipscope is open in another tab too. Nothing is lost, but each tab sees what the other does only
        after a reload.
      </span>
      <CloseButton size="lg" aria-label="Dismiss" onClick={() => setRead(true)} />
    </div>
  );
}
