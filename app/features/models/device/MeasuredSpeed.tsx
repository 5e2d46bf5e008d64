import { Button, Tooltip } from '@mantine/core';
import type { CheckpointInfo, Dtype, MatmulTimes } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import classes from '../models.module.css';
import { speedTerms, speedText } from './speed-words';

interface MeasuredSpeedProps {
  speeds: MatmulTimes | null;
  dtype: Dtype;
  work: CheckpointInfo['work'];
}

/** How fast a dtype was measured to be on this device; nothing where that is not known and not being measured. */
export function MeasuredSpeed({ speeds, dtype, work }: MeasuredSpeedProps) {
  const { getState } = useAppStore();
  const running = useApp(({ speedTrial }) => speedTrial === 'running');
  const text = speedText(speeds, dtype, work);
  if (!speeds || !text) return running ? <p className={classes.facts}>{MEASURING}</p> : null;
  return (
    <Tooltip label={speedTerms(speeds, dtype, work)} multiline maw={360} events={EVENTS}>
      <div className={classes.hint}>
        <p className={classes.measured}>{text}</p>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          className={classes.again}
          aria-disabled={running}
          onClick={getState().measureAgain}
        >
          {running ? 'Measuring…' : 'Measure again'}
        </Button>
      </div>
    </Tooltip>
  );
}

const MEASURING = 'Measuring how fast each of them is on this device…';
/** The button's focus is the line's: the exact terms are there for the keyboard, too. */
const EVENTS = { hover: true, focus: true, touch: true };
