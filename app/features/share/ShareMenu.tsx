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
import { useApp, useAppStore } from '../../store/react';
import { currentCaption } from '../heatmap/heatmap.selectors';
import { shownHeat } from '../heatmap/shown-heat';
import classes from './share.module.css';
import type { ShareKind } from './share.slice';

/** Everything that can be taken away from the stage: a picture of it, a figure, numbers, or the way back to it. */
export function ShareMenu() {
  const store = useAppStore();
  const input = useRef<HTMLInputElement>(null);
  const open = (file: File | undefined) => {
    if (file) void import('./open-view').then(({ openViewFile }) => openViewFile(store, file));
  };
  return (
    <>
      <Menu
        position="top-end"
        width={288}
        transitionProps={{ duration: 0 }}
        // The element that would take the focus first is none that a menu may have (ARIA).
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label="Take away" title="Take away">
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
        aria-label="Open a saved view"
        onChange={({ currentTarget }) => {
          open(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

function PictureItems() {
  const { getState } = useAppStore();
  const captioned = useApp((state) => state.share.includeCaption);
  const bare = useApp((state) => !state.heatmap.visible || shownHeat(state) === null);
  return (
    <>
      <Menu.Label>
        {bare ? 'The picture, without heat: pin a word to have its heat on it' : 'The picture as shown'}
      </Menu.Label>
      <Item what="picture-png" icon={<IconPhotoDown size={18} />}>
        Save the picture as PNG
      </Item>
      <Item what="picture-copy" icon={<IconCopy size={18} />}>
        Copy the picture
      </Item>
      <Menu.CheckboxItem checked={captioned} onChange={getState().share.setIncludeCaption}>
        With caption and legend
      </Menu.CheckboxItem>
    </>
  );
}

function WordItems() {
  const hasWords = useApp((state) => currentCaption(state) !== null);
  return (
    <>
      <Menu.Label>All words side by side</Menu.Label>
      <Item what="words-png" disabled={!hasWords} icon={<IconPhoto size={18} />}>
        Save all words as PNG
      </Item>
      <Item what="words-svg" disabled={!hasWords} icon={<IconFileCode size={18} />}>
        Save all words as SVG
      </Item>
      <Menu.Divider />
      <Menu.Label>The maps in numbers</Menu.Label>
      <Item what="maps-json" disabled={!hasWords} icon={<IconTable size={18} />}>
        Save the maps as JSON
      </Item>
      <Item what="maps-npy" disabled={!hasWords} icon={<IconTable size={18} />}>
        Save the maps for NumPy
      </Item>
    </>
  );
}

/** The picture stays on this device; whoever opens the view needs it too. */
function ViewItems({ onOpen }: { onOpen: () => void }) {
  return (
    <>
      <Menu.Label>This view, to come back to; the picture stays here</Menu.Label>
      <Item what="view-link" icon={<IconLink size={18} />}>
        Copy a link to this view
      </Item>
      <Item what="view-file" icon={<IconFileCode size={18} />}>
        Save this view as a file
      </Item>
      <Menu.Item leftSection={<IconFolderOpen size={18} />} onClick={onOpen}>
        Open a saved view…
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
