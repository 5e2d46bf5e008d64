import { Button, Tooltip } from '@mantine/core';
import type { CheckpointInfo, Dtype, MatmulTimes } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
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
  const messages = useMessages();
  const m = messages.models.review;
  const running = useApp(({ benchmark }) => benchmark.status === 'running');
  const text = speedText(messages, matmuls, dtype, work);
  if (!matmuls || !text) return running ? <p className={classes.facts}>{m.measuring}</p> : null;
  return (
    <Tooltip label={speedTerms(messages, matmuls, dtype, work)} multiline maw={360} events={EVENTS}>
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
          {running ? m.measuringAgain : m.measureAgain}
        </Button>
      </div>
    </Tooltip>
  );
}

/** The focus of the button opens the tooltip, so that the keyboard reaches it. */
const EVENTS = { hover: true, focus: true, touch: true };
