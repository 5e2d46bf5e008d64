import { IconAlertTriangle, IconCheck, IconClock, IconSlash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunStatus } from '../captions/run';
import classes from './pictures.module.css';

/** How far the captions of a picture are. */
export function RunBadge({ status }: { status: RunStatus }) {
  const { icon, tone } = BADGES[status];
  return (
    <span className={classes.badge} data-tone={tone} aria-hidden="true">
      {icon}
    </span>
  );
}

const ICON = { size: 14, stroke: 3 };

const BADGES: Readonly<Record<RunStatus, { icon: ReactNode; tone: string }>> = {
  queued: { icon: <IconClock {...ICON} />, tone: 'calm' },
  encoding: { icon: <span className={classes.dot} />, tone: 'busy' },
  streaming: { icon: <span className={classes.dot} />, tone: 'busy' },
  matching: { icon: <span className={classes.dot} />, tone: 'busy' },
  done: { icon: <IconCheck {...ICON} />, tone: 'calm' },
  cancelled: { icon: <IconSlash {...ICON} />, tone: 'calm' },
  failed: { icon: <IconAlertTriangle {...ICON} />, tone: 'alarm' },
};
