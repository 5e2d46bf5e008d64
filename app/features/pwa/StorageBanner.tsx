import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import type { StorageState, Unstored } from './device.slice';
import classes from './pwa.module.css';

type Trouble = Exclude<StorageState, 'fine'>;

/** Says what is not stored, why, and what helps. */
export function StorageBanner() {
  const storage = useApp((state) => state.device.storage);
  // Keyed: a dismissed message is shown again when its cause returns.
  return storage === 'fine' ? null : <StorageNote key={storage} storage={storage} />;
}

function StorageNote({ storage }: { storage: Trouble }) {
  const text = useApp((state) => storageText(state, storage));
  const { common } = useMessages();
  const [read, setRead] = useState(false);
  if (read) return null;
  return (
    <div role="status" className={classes.banner}>
      <span className={classes.grow}>{text}</span>
      <StorageAction storage={storage} />
      <CloseButton size="lg" aria-label={common.dismiss} onClick={() => setRead(true)} />
    </div>
  );
}

function storageText({ device, language: { messages } }: App, storage: Trouble): string {
  const m = messages.pwa;
  if (storage === 'partly') return m.partlyStored({ things: thingsIn(m, device.unstored) });
  if (storage === 'unreadable') return m.unreadable({ count: device.unreadable.length });
  return m.storage[storage];
}

const MAX_LISTED = 5;

function thingsIn({ unstored: m }: Messages['pwa'], unstored: readonly Unstored[]): string[] {
  const things = unstored.map((one) => (one.kind === 'settings' ? m.settings : m[one.kind](one)));
  const rest = things.length - MAX_LISTED;
  return rest > 1 ? [...things.slice(0, MAX_LISTED), m.more({ count: rest })] : things;
}

function StorageAction({ storage }: { storage: Trouble }) {
  const action = useStorageAction(storage);
  if (!action) return null;
  return (
    <Button size="compact-md" variant="default" onClick={action.act}>
      {action.label}
    </Button>
  );
}

function useStorageAction(storage: Trouble): { label: string; act: () => void } | null {
  const { getState } = useAppStore();
  const { pwa, common } = useMessages();
  const request = getState().device.requestOfStorage;
  switch (storage) {
    case 'full':
    case 'nearly-full':
      return { label: common.openModels, act: getState().library.openDialog };
    case 'off':
    case 'partly':
      return { label: common.tryAgain, act: () => request('retry') };
    case 'gone':
      return { label: pwa.storeAgain, act: () => request('retry') };
    case 'unreadable':
      return { label: pwa.deleteUnreadable, act: () => request('delete-unreadable') };
    case 'newer':
      return { label: pwa.reload, act: () => location.reload() };
    case 'waiting':
      return null;
  }
}
