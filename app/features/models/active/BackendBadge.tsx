import { Button, Popover, SegmentedControl } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useApp, useAppStore } from '../../../store/react';
import classes from './model.module.css';
import { backendReason, chosenBackend } from './model.selectors';
import type { BackendChoice } from './model.slice';
import { deviceName, megabytes, modelName } from './names';

const CHOICES: { value: BackendChoice; label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'GPU' },
  { value: 'wasm', label: 'CPU' },
];

/** Which model runs, and on what; opens to say more and to choose. */
export function BackendBadge() {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      width={320}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.badge}
          data-testid="backend"
          onClick={() => setOpened(!opened)}
        >
          <BadgeText />
          <IconChevronDown size={14} aria-hidden="true" className={classes.chevron} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Model">
        <ModelCard close={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function BadgeText() {
  const { model, modelStatus } = useApp(({ model }) => ({ model: model.loaded, modelStatus: model.status }));
  if (modelStatus === 'ready' && model)
    return (
      <span className={classes.badgeText}>
        <span className={classes.name}>{modelName(model)} · </span>
        {deviceName(model)}
      </span>
    );
  const text = modelStatus === 'failed' || modelStatus === 'cancelled' ? 'No model' : 'Model loading…';
  return <span className={classes.badgeText}>{text}</span>;
}

function ModelCard({ close }: { close: () => void }) {
  const { getState } = useAppStore();
  const model = useApp((state) => state.model.loaded);
  const matcher = useApp((state) => state.matcher.loaded);
  const backendChoice = useApp(chosenBackend);
  const reason = useApp(backendReason);
  return (
    <div className={classes.card}>
      {model && (
        <dl className={classes.facts}>
          <dt>Model</dt>
          <dd>{model.id}</dd>
          <dt>Runs on</dt>
          <dd>{deviceName(model)}</dd>
          <dt>Size</dt>
          <dd>
            {megabytes(model.bytes)}, {model.dtype}
          </dd>
          <dt>Looks at</dt>
          <dd>
            {model.grid.join(' × ')} patches, {model.layers} layers, {model.heads} heads
          </dd>
          <dt>Ranks by</dt>
          <dd>{matcher ? `match with the picture${matcher.shared ? '' : `, ${matcher.id}`}` : 'sureness'}</dd>
        </dl>
      )}
      {reason && <p className={classes.reason}>{reason}</p>}
      <Button
        variant="default"
        onClick={() => {
          close();
          getState().library.openDialog();
        }}
      >
        Other models
      </Button>
      <div className={classes.choice}>
        <span id="run-on">Run on</span>
        <SegmentedControl
          fullWidth
          aria-labelledby="run-on"
          data={CHOICES}
          value={backendChoice}
          onChange={(choice) => void getState().model.setBackend(choice)}
        />
      </div>
    </div>
  );
}
