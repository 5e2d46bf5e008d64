import { ActionIcon, NumberInput, Slider, Tooltip } from '@mantine/core';
import { IconDice5, IconLock, IconLockOpen } from '@tabler/icons-react';
import { MAX_SEED } from '../../../core/settings';
import { useApp, useAppStore } from '../../store/react';
import { Setting } from './Setting';
import classes from './settings.module.css';

/** The seed of the random numbers: locked, the same captions come again. */
export function Seed() {
  const { getState } = useAppStore();
  const { seed, seedLocked } = useApp(({ settings }) => ({
    seed: settings.seed,
    seedLocked: settings.seedLocked,
  }));
  const lockLabel = 'Keep this seed';
  return (
    <Setting
      name="Seed"
      term="The same seed, settings and model give the same captions"
      value={seedLocked ? 'kept' : 'new every time'}
      keys={[]}
      onReset={seedLocked ? () => getState().settings.lockSeed(false) : null}
    >
      <Slider
        min={0}
        max={MAX_SEED}
        label={null}
        thumbLabel="Seed, by sliding"
        value={seed}
        onChange={(value) => getState().settings.setSeed(value)}
      />
      <div className={classes.row}>
        <NumberInput
          aria-label="Seed"
          className={classes.grow}
          hideControls
          allowDecimal={false}
          min={0}
          max={MAX_SEED}
          value={seed}
          onValueChange={({ floatValue }, { source }) => {
            if (floatValue !== undefined && source === 'event') getState().settings.setSeed(floatValue);
          }}
        />
        <Tooltip label="Roll another seed">
          <ActionIcon
            variant="default"
            size={44}
            aria-label="Roll another seed"
            onClick={() => getState().settings.rollSeed()}
          >
            <IconDice5 size={20} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={seedLocked ? 'Kept; press for a new one every time' : lockLabel}>
          <ActionIcon
            variant={seedLocked ? 'filled' : 'default'}
            size={44}
            aria-label={lockLabel}
            aria-pressed={seedLocked}
            onClick={() => getState().settings.lockSeed(!seedLocked)}
          >
            {seedLocked ? <IconLock size={20} /> : <IconLockOpen size={20} />}
          </ActionIcon>
        </Tooltip>
      </div>
    </Setting>
  );
}
