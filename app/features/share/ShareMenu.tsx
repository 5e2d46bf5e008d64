import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCopy,
  IconDownload,
  IconFileCode,
  IconFolderOpen,
  IconLink,
  IconPhoto,
  IconPhotoDown,
  IconTable,
} from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { currentCaption } from '../heatmap/heatmap.selectors';
import { shownHeat } from '../heatmap/shown-heat';
import classes from './share.module.css';
import type { ShareKind } from './share.slice';
import { withViewOpener } from './view-opener';

/** Everything that can be saved, copied or linked: a picture of it, a figure, numbers, or the way back to it. */
export function ShareMenu() {
  const store = useAppStore();
  const m = useMessages().share;
  const input = useRef<HTMLInputElement>(null);
  const open = (file: File | undefined) => {
    if (file) void withViewOpener(store, ({ openViewFile }) => openViewFile(store, file));
  };
  return (
    <>
      <Menu
        position="top-end"
        width={288}
        transitionProps={{ duration: 0 }}
        // The first focusable element is not one that ARIA allows in a menu.
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label={m.title} title={m.title}>
            <IconDownload size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          <PictureItems />
          <Menu.Divider />
          <WordItems />
          <Menu.Divider />
          <ViewItems onOpen={() => input.current?.click()} />
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        data-testid="view-file"
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={m.openView}
        onChange={({ currentTarget }) => {
          open(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

function PictureItems() {
  const m = useMessages().share;
  const { getState } = useAppStore();
  const includeCaption = useApp((state) => state.share.includeCaption);
  const bare = useApp((state) => !state.heatmap.visible || shownHeat(state) === null);
  return (
    <>
      <Menu.Label>{bare ? m.bare : m.asShown}</Menu.Label>
      <Item what="picture-png" icon={<IconPhotoDown size={18} />}>
        {m.savePicture}
      </Item>
      <Item what="picture-copy" icon={<IconCopy size={18} />}>
        {m.copyPicture}
      </Item>
      <Menu.CheckboxItem checked={includeCaption} onChange={getState().share.setIncludeCaption}>
        {m.captioned}
      </Menu.CheckboxItem>
    </>
  );
}

function WordItems() {
  const m = useMessages().share;
  const hasWords = useApp((state) => currentCaption(state) !== null);
  return (
    <>
      <Menu.Label>{m.words}</Menu.Label>
      <Item what="words-png" disabled={!hasWords} icon={<IconPhoto size={18} />}>
        {m.saveWordsPng}
      </Item>
      <Item what="words-svg" disabled={!hasWords} icon={<IconFileCode size={18} />}>
        {m.saveWordsSvg}
      </Item>
      <Menu.Divider />
      <Menu.Label>{m.maps}</Menu.Label>
      <Item what="maps-json" disabled={!hasWords} icon={<IconTable size={18} />}>
        {m.saveMapsJson}
      </Item>
      <Item what="maps-npy" disabled={!hasWords} icon={<IconTable size={18} />}>
        {m.saveMapsNpy}
      </Item>
    </>
  );
}

/** The picture stays on this device; whoever opens the view needs it too. */
function ViewItems({ onOpen }: { onOpen: () => void }) {
  const m = useMessages().share;
  return (
    <>
      <Menu.Label>{m.view}</Menu.Label>
      <Item what="view-link" icon={<IconLink size={18} />}>
        {m.copyLink}
      </Item>
      <Item what="view-file" icon={<IconFileCode size={18} />}>
        {m.saveView}
      </Item>
      <Menu.Item leftSection={<IconFolderOpen size={18} />} onClick={onOpen}>
        {m.openSavedView}
      </Menu.Item>
    </>
  );
}

interface ItemProps {
  what: ShareKind;
  disabled?: boolean;
  icon: ReactNode;
  children: ReactNode;
}

function Item({ what, disabled, icon, children }: ItemProps) {
  const { getState } = useAppStore();
  return (
    <Menu.Item leftSection={icon} disabled={disabled} onClick={() => void getState().share.start(what)}>
      {children}
    </Menu.Item>
  );
}
