import { ActionIcon, NumberInput, Slider, Tooltip } from '@mantine/core';
import { IconDice5, IconLock, IconLockOpen } from '@tabler/icons-react';
import { MAX_SEED } from '../../../core/settings';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { Setting } from './Setting';
import classes from './settings.module.css';

/** The seed of the random numbers: locked, the same captions come again. */
export function Seed() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { seed, seedLocked } = useApp(({ settings }) => ({
    seed: settings.seed,
    seedLocked: settings.seedLocked,
  }));
  return (
    <Setting
      name={m.names.seed}
      term={m.terms.seed}
      value={seedLocked ? m.seedLocked : m.seedOpen}
      keys={[]}
      onReset={seedLocked ? () => getState().settings.lockSeed(false) : null}
    >
      <Slider
        min={0}
        max={MAX_SEED}
        label={null}
        thumbLabel={m.slider({ name: m.names.seed })}
        value={seed}
        onChange={(value) => getState().settings.setSeed(value)}
      />
      <div className={classes.row}>
        <NumberInput
          aria-label={m.names.seed}
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
        <Tooltip label={m.rollSeed}>
          <ActionIcon
            variant="default"
            size={44}
            aria-label={m.rollSeed}
            onClick={() => getState().settings.rollSeed()}
          >
            <IconDice5 size={20} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={seedLocked ? m.unlockSeed : m.lockSeed}>
          <ActionIcon
            variant={seedLocked ? 'filled' : 'default'}
            size={44}
            aria-label={m.lockSeed}
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
