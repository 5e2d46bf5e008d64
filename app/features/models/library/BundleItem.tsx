import { ActionIcon, Button, Menu, Progress } from '@mantine/core';
import { IconDots, IconFileZip, IconFolderDown, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { InstalledBundle } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { CapabilityBadges } from '../CapabilityBadges';
import { isUsable } from '../capability-labels';
import { deviceProfileOf } from '../device/device-profile';
import { percent } from '../install/amounts';
import { shortName } from '../install/wanted';
import classes from '../models.module.css';
import { Trouble } from '../Trouble';
import { UseActions } from './UseActions';
import { isAnswerer } from './uses';

/** An installed model: what it is, what it is used for, and what else can be done with it. */
export function BundleItem({ bundle }: { bundle: InstalledBundle }) {
  const m = useMessages().models.library;
  const { key, id, dtype, bytes, target, capabilities, revision } = bundle;
  const fresh = useApp((state) => state.library.freshKey === key);
  const answers = useApp((state) => isAnswerer(state, { kind: 'installed', key }));
  const offersAnswers = capabilities.includes('answer') && !answers;
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) item.current?.scrollIntoView({ block: 'nearest' });
  }, [fresh]);
  return (
    <div ref={item} data-fresh={fresh || undefined} className={classes.bundle}>
      {fresh && <p className={classes.fresh}>{offersAnswers ? m.freshAnswerer : m.fresh}</p>}
      <h4 className={classes.name} title={revision ? m.revision({ id, revision }) : id}>
        {shortName(id)}
      </h4>
      <CapabilityBadges capabilities={capabilities} />
      <p className={classes.facts}>{m.facts({ bytes, dtype, target })}</p>
      <OtherMachine bundle={bundle} />
      {!isUsable(capabilities) && <p className={classes.facts}>{m.unusable}</p>}
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
  const m = useMessages().models.library;
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
      <p>{revision === null ? m.otherTargetFiles({ target }) : m.otherTarget({ target })}</p>
      {revision !== null && (
        <Button variant="subtle" color="gray" size="compact-md" onClick={again}>
          {m.installFor({ target })}
        </Button>
      )}
    </div>
  );
}

function More({ bundle }: { bundle: InstalledBundle }) {
  const m = useMessages().models.library;
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
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={m.more({ name })}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileZip size={18} />} onClick={() => void saveAsZip(bundle)}>
          {m.saveZip}
        </Menu.Item>
        {canPickFolder && (
          <Menu.Item leftSection={<IconFolderDown size={18} />} onClick={() => void saveToFolder(bundle)}>
            {m.saveFolder}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconTrash size={18} />} onClick={() => void deleteBundle(bundle.key)}>
          {m.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Saving({ bundle }: { bundle: InstalledBundle }) {
  const messages = useMessages();
  const m = messages.models.library;
  const { getState } = useAppStore();
  const saving = useApp((state) => (state.saving.current?.key === bundle.key ? state.saving.current : null));
  if (!saving) return null;
  const { progress, error, folder } = saving;
  if (error)
    return (
      <Trouble
        title={m.saveFailed}
        error={error}
        message={folder ? m.folder[folder] : undefined}
        action={{ label: messages.common.dismiss, act: () => getState().saving.stop() }}
      />
    );
  const share = progress ? percent(progress.doneBytes, progress.totalBytes) : 0;
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Progress
          value={share}
          aria-label={m.savingNamed({ name: shortName(bundle.id) })}
          className={classes.bar}
        />
        <p className={classes.facts}>{m.saving({ share: share / 100 })}</p>
      </div>
      <Button variant="subtle" color="gray" onClick={() => getState().saving.stop()}>
        {m.stop}
      </Button>
    </div>
  );
}
