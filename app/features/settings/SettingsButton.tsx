import { ActionIcon, Tooltip } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useMessages } from '../../i18n/use-messages';

/** Leads to the settings, which on a phone lie below everything else. */
export function SettingsButton() {
  const m = useMessages().settings;
  return (
    <Tooltip label={m.title}>
      <ActionIcon variant="subtle" color="gray" size={44} aria-label={m.goTo} onClick={goThere}>
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
