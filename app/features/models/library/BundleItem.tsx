import { ActionIcon, Button, Menu, Progress } from '@mantine/core';
import { IconDots, IconFileZip, IconFolderDown, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { InstalledBundle } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import { capabilityLabels, isUsable } from '../capability-labels';
import { TARGET_NAMES } from '../device/benchmark-text';
import { deviceProfileOf } from '../device/device-profile';
import { bytesText, percent } from '../install/amounts';
import { DTYPE_WORDS } from '../install/dtypes';
import { shortName } from '../install/wanted';
import classes from '../models.module.css';
import { Trouble } from '../Trouble';
import { UseActions } from './UseActions';

/** An installed model: what it is, what it is used for, and what else can be done with it. */
export function BundleItem({ bundle }: { bundle: InstalledBundle }) {
  const { key, id, dtype, bytes, target, capabilities, revision } = bundle;
  const fresh = useApp((state) => state.library.freshKey === key);
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) item.current?.scrollIntoView({ block: 'nearest' });
  }, [fresh]);
  return (
    <div ref={item} data-fresh={fresh || undefined} className={classes.bundle}>
      {fresh && <p className={classes.fresh}>New: ready to use.</p>}
      <h4 className={classes.name} title={revision ? `${id} at ${revision}` : id}>
        {shortName(id)}
      </h4>
      <p className={classes.facts}>
        {capabilityLabels(capabilities)}. {bytesText(bytes)} in {DTYPE_WORDS[dtype].name}, made for{' '}
        {TARGET_NAMES[target]}.
      </p>
      <OtherMachine bundle={bundle} />
      {!isUsable(capabilities) && (
        <p className={classes.facts}>This page has no use for it yet; the command line has.</p>
      )}
      <div className={classes.actions}>
        <UseActions name={shortName(id)} choice={{ kind: 'installed', key }} capabilities={capabilities} />
        <More bundle={bundle} />
      </div>
      <Saving bundle={bundle} />
    </div>
  );
}

/** A bundle for another profile works, but not at its best. */
function OtherMachine({ bundle }: { bundle: InstalledBundle }) {
  const { getState } = useAppStore();
  const target = useApp((state) => deviceProfileOf(state).target);
  if (bundle.target === target) return null;
  const { id, revision } = bundle;
  const again = () => {
    const endpoint = getState().review.hubEndpoint;
    void getState().review.open({ kind: 'hub', id, revision: revision ?? 'main', endpoint });
  };
  return (
    <div className={classes.hint}>
      <p>
        Now {TARGET_NAMES[target]} computes.{' '}
        {revision === null && `Add its files again to have it for ${TARGET_NAMES[target]}.`}
      </p>
      {revision !== null && (
        <Button variant="subtle" color="gray" size="compact-md" onClick={again}>
          Get it for {TARGET_NAMES[target]}
        </Button>
      )}
    </div>
  );
}

function More({ bundle }: { bundle: InstalledBundle }) {
  const { saveAsZip, saveToFolder, canPickFolder } = useAppStore().getState().saving;
  const { deleteBundle } = useAppStore().getState().library;
  const name = shortName(bundle.id);
  return (
    <Menu
      position="bottom-end"
      width={240}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={`More about ${name}`}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileZip size={18} />} onClick={() => void saveAsZip(bundle)}>
          Save as a zip file
        </Menu.Item>
        {canPickFolder && (
          <Menu.Item leftSection={<IconFolderDown size={18} />} onClick={() => void saveToFolder(bundle)}>
            Save to a folder
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconTrash size={18} />} onClick={() => void deleteBundle(bundle.key)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Saving({ bundle }: { bundle: InstalledBundle }) {
  const { getState } = useAppStore();
  const saving = useApp((state) => (state.saving.current?.key === bundle.key ? state.saving.current : null));
  if (!saving) return null;
  const { progress, error } = saving;
  if (error)
    return (
      <Trouble
        title="It could not be saved."
        error={error}
        action={{ label: 'Dismiss', act: () => getState().saving.stop() }}
      />
    );
  const share = progress ? percent(progress.doneBytes, progress.totalBytes) : 0;
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Progress value={share} aria-label={`Saving ${shortName(bundle.id)}`} className={classes.bar} />
        <p className={classes.facts}>Saving: {share}%</p>
      </div>
      <Button variant="subtle" color="gray" onClick={() => getState().saving.stop()}>
        Stop
      </Button>
    </div>
  );
}
