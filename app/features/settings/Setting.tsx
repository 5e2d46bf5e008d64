import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './settings.module.css';
import type { Adjustable } from './settings.slice';

interface SettingProps {
  name: string;
  /** The value in words, next to the name. */
  value?: string;
  /** The exact term, one hover away. */
  term?: string;
  /** The settings that the reset button resets; it is shown once one of them was changed. */
  keys: (keyof Adjustable)[];
  /** The reset where no key has one; null while there is nothing to reset. */
  onReset?: (() => void) | null;
  children: ReactNode;
}

/** A setting with its name, its value and its reset. */
export function Setting({ name, value, term, keys, onReset = null, children }: SettingProps) {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const changed = useApp(({ settings }) => keys.some((key) => key in settings.overrides));
  const reset = changed ? () => getState().settings.reset(...keys) : onReset;
  return (
    <div className={classes.setting}>
      <div className={classes.line}>
        <Tooltip label={term} disabled={!term}>
          <span className={classes.name}>{name}</span>
        </Tooltip>
        <span className={classes.value}>{value}</span>
        {reset && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="md"
            className={classes.reset}
            aria-label={m.resetNamed({ name })}
            title={m.reset}
            onClick={reset}
          >
            <IconRotate size={16} />
          </ActionIcon>
        )}
      </div>
      {children}
    </div>
  );
}
