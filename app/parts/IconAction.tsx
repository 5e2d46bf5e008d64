import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

interface IconActionProps {
  label: string;
  /** What the tooltip says; the label unless given. */
  hint?: string;
  onClick: () => void;
  children: ReactNode;
}

/** An icon that does something to the thing beside it. */
export function IconAction({ label, hint = label, onClick, children }: IconActionProps) {
  return (
    <Tooltip label={hint}>
      <ActionIcon variant="subtle" color="gray" size={44} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
