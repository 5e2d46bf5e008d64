import { Button, Tooltip } from '@mantine/core';
import type { CheckpointInfo, Dtype, MatmulTimes } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import classes from '../models.module.css';
import { speedTerms, speedText } from './benchmark-text';

interface MeasuredSpeedProps {
  matmuls: MatmulTimes | null;
  dtype: Dtype;
  work: CheckpointInfo['work'];
}

/** How fast a dtype was measured to be on this device; nothing where it neither was nor is being measured. */
export function MeasuredSpeed({ matmuls, dtype, work }: MeasuredSpeedProps) {
  const { getState } = useAppStore();
  const running = useApp(({ benchmark }) => benchmark.status === 'running');
  const text = speedText(matmuls, dtype, work);
  if (!matmuls || !text) return running ? <p className={classes.facts}>{MEASURING}</p> : null;
  return (
    <Tooltip label={speedTerms(matmuls, dtype, work)} multiline maw={360} events={EVENTS}>
      <div className={classes.hint}>
        <p className={classes.measured}>{text}</p>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          className={classes.again}
          aria-disabled={running}
          onClick={getState().benchmark.measureAgain}
        >
          {running ? 'Measuring…' : 'Measure again'}
        </Button>
      </div>
    </Tooltip>
  );
}

const MEASURING = 'Measuring how fast each of them is on this device…';
/** The focus of the button opens the tooltip, so that the keyboard reaches it. */
const EVENTS = { hover: true, focus: true, touch: true };
