import { Button, Popover, SegmentedControl } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { LoadedMatcher } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';
import { rich } from '../../../i18n/rich';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import classes from './model.module.css';
import { backendReason, chosenBackend } from './model.selectors';
import type { BackendChoice } from './model.slice';
import { deviceName, modelName } from './names';

const CHOICES: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm'];

/** Which model runs, and on what; opens to say more and to choose. */
export function BackendBadge() {
  const [opened, setOpened] = useState(false);
  const m = useMessages().models.badge;
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
      <Popover.Dropdown aria-label={m.label}>
        <ModelCard close={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function BadgeText() {
  const messages = useMessages();
  const m = messages.models.badge;
  const { model, modelStatus } = useApp(({ model }) => ({ model: model.loaded, modelStatus: model.status }));
  if (modelStatus === 'ready' && model)
    return (
      <span className={classes.badgeText}>
        {rich(m.ready({ model: modelName(messages, model), device: deviceName(messages, model) }), { name })}
      </span>
    );
  const text = modelStatus === 'failed' || modelStatus === 'cancelled' ? m.none : m.loading;
  return <span className={classes.badgeText}>{text}</span>;
}

function ModelCard({ close }: { close: () => void }) {
  const messages = useMessages();
  const m = messages.models.badge;
  const { getState } = useAppStore();
  const model = useApp((state) => state.model.loaded);
  const matcher = useApp((state) => state.matcher.loaded);
  const backendChoice = useApp(chosenBackend);
  const reason = useApp(backendReason);
  return (
    <div className={classes.card}>
      {model && (
        <dl className={classes.facts}>
          <dt>{m.facts.model}</dt>
          <dd>{model.id}</dd>
          <dt>{m.facts.runsOn}</dt>
          <dd>{deviceName(messages, model)}</dd>
          <dt>{m.facts.size}</dt>
          <dd>{m.size({ bytes: model.bytes, dtype: model.dtype })}</dd>
          <dt>{m.facts.grid}</dt>
          <dd>
            {m.grid({
              rows: model.grid[0],
              columns: model.grid[1],
              layers: model.layers,
              heads: model.heads,
            })}
          </dd>
          <dt>{m.facts.rankedBy}</dt>
          <dd>{rankedBy(m, matcher)}</dd>
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
        {m.others}
      </Button>
      <div className={classes.choice}>
        <span id="run-on">{m.runOn}</span>
        <SegmentedControl
          fullWidth
          aria-labelledby="run-on"
          data={CHOICES.map((value) => ({ value, label: m.choices[value] }))}
          value={backendChoice}
          onChange={(choice) => void getState().model.setBackend(choice)}
        />
      </div>
    </div>
  );
}

const name = (text: string) => <span className={classes.name}>{text}</span>;

function rankedBy(m: Messages['models']['badge'], matcher: LoadedMatcher | null): string {
  if (!matcher) return m.byConfidence;
  return matcher.shared ? m.byMatch : m.byMatchOf({ model: matcher.id });
}
