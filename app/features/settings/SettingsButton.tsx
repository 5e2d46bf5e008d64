import { ActionIcon, Tooltip } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';

/** Leads to the settings, which on a phone lie below everything else. */
export function SettingsButton() {
  return (
    <Tooltip label="Settings">
      <ActionIcon variant="subtle" color="gray" size={44} aria-label="Go to the settings" onClick={goThere}>
        <IconSettings size={20} />
      </ActionIcon>
    </Tooltip>
  );
}

function goThere(): void {
  const title = document.getElementById('settings-title');
  title?.scrollIntoView({ block: 'start' });
  title?.focus({ preventScroll: true });
}
