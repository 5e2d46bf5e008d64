import { NumberInput, Slider } from '@mantine/core';
import { useState } from 'react';
import { ADVANCED_KEYS, type AdvancedKey, isRead, type NumericInput, SETTINGS } from '../../../core/settings';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { Setting } from './Setting';
import classes from './settings.module.css';
import { settingsOf } from './settings.slice';

/** The advanced settings that the method reads; nothing where it reads none. */
export function Advanced() {
  const m = useMessages().settings;
  const { method } = useApp(settingsOf);
  const keys = ADVANCED_KEYS.filter((key) => isRead(key, method));
  if (keys.length === 0) return null;
  return (
    <details className={classes.advanced}>
      <summary>{m.advanced}</summary>
      <div className={classes.numbers}>
        {keys.map((key) => (
          <NumberRow key={key} setting={key} />
        ))}
      </div>
    </details>
  );
}

function NumberRow({ setting: key }: { setting: AdvancedKey }) {
  const { min, max, step, sliderMax = max }: NumericInput = SETTINGS[key].input;
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const name = m.names[key];
  const value = useApp((state) => settingsOf(state)[key]);
  const change = (next: number) => getState().settings.change({ [key]: next });
  return (
    <Setting name={name} term={m.terms[key]} keys={[key]}>
      <div className={classes.row}>
        <Slider
          className={classes.grow}
          min={min}
          max={sliderMax}
          step={step}
          label={null}
          thumbLabel={m.slider({ name })}
          value={value}
          onChange={change}
        />
        <TypedNumber setting={key} value={value} change={change} />
      </div>
    </Setting>
  );
}

interface TypedNumberProps {
  setting: AdvancedKey;
  value: number;
  change: (value: number) => void;
}

/** What is typed takes effect once it is in range; before that it may be anything, such as "0." before "0.7". */
function TypedNumber({ setting: key, value, change }: TypedNumberProps) {
  const m = useMessages().settings;
  const { min, max, step } = SETTINGS[key].input;
  const [draft, setDraft] = useState<number | string | null>(null);
  const type = (next: number | string) => {
    setDraft(next);
    const number = Number(next);
    if (next !== '' && number >= min && number <= max) change(number);
  };
  return (
    <NumberInput
      aria-label={m.names[key]}
      className={classes.number}
      min={min}
      max={max}
      step={step}
      allowDecimal={SETTINGS[key].kind !== 'integer'}
      clampBehavior="blur"
      value={draft ?? value}
      onChange={type}
      onBlur={() => setDraft(null)}
    />
  );
}
