import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './mask.module.css';
import { isMarking } from './mask.selectors';

/** Starts and ends marking parts of the picture; has the focus again at the end. */
export function MaskTool() {
  const { getState } = useAppStore();
  const m = useMessages().mask;
  const marking = useApp(isMarking);
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(marking);
  useEffect(() => {
    if (before.current && !marking) button.current?.focus({ preventScroll: true });
    before.current = marking;
  }, [marking]);
  return (
    <Tooltip label={m.toolHint}>
      <ActionIcon
        ref={button}
        className={classes.tool}
        variant="subtle"
        color="gray"
        size={44}
        aria-label={m.tool}
        aria-pressed={marking}
        onClick={marking ? getState().mask.stopMarking : getState().mask.startMarking}
      >
        <IconEyeOff size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
