import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/use-messages';

interface ToolProps {
  label: string;
  shortcut?: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** A button with a picture; its name and its key are one hover away. */
export function Tool({ label, shortcut, pressed, disabled, onClick, children }: ToolProps) {
  const m = useMessages().stage;
  return (
    <Tooltip label={shortcut ? m.shortcut({ label, key: shortcut }) : label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
