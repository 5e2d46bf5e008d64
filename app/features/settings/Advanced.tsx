import { NumberInput, Slider } from '@mantine/core';
import { useState } from 'react';
import { useApp, useAppStore } from '../../store/react';
import { SETTING_NAMES } from './refusal';
import { Setting } from './Setting';
import classes from './settings.module.css';
import { settingsOf } from './settings.slice';

interface NumberSetting {
  key: 'topP' | 'temperature' | 'topK' | 'repetitionPenalty';
  term: string;
  min: number;
  max: number;
  /** Where the slider ends, if before `max`. */
  slidesTo?: number;
  step: number;
}

const NUMBERS: readonly NumberSetting[] = [
  {
    key: 'topP',
    term: 'Only the likeliest words that together reach this probability',
    min: 0.05,
    max: 1,
    step: 0.05,
  },
  {
    key: 'temperature',
    term: 'Below 1 favours likely words, above 1 unlikely ones',
    min: 0.1,
    max: 2,
    step: 0.1,
  },
  {
    key: 'topK',
    term: 'Only this many of the likeliest words; 0 is all',
    min: 0,
    max: 1000,
    slidesTo: 200,
    step: 10,
  },
  {
    key: 'repetitionPenalty',
    term: 'Above 1 avoids words that were used',
    min: 1,
    max: 2,
    step: 0.05,
  },
];

/** The numbers behind the sampling. */
export function Advanced() {
  return (
    <details className={classes.advanced}>
      <summary>Advanced</summary>
      <div className={classes.numbers}>
        {NUMBERS.map((setting) => (
          <NumberRow key={setting.key} setting={setting} />
        ))}
      </div>
    </details>
  );
}

function NumberRow({ setting }: { setting: NumberSetting }) {
  const { key, term, min, max, slidesTo = max, step } = setting;
  const { getState } = useAppStore();
  const name = SETTING_NAMES[key];
  const value = useApp((state) => settingsOf(state)[key]);
  const change = (next: number) => getState().settings.change({ [key]: next });
  return (
    <Setting name={name} term={term} keys={[key]}>
      <div className={classes.row}>
        <Slider
          className={classes.grow}
          min={min}
          max={slidesTo}
          step={step}
          label={null}
          thumbLabel={`${name}, by sliding`}
          value={value}
          onChange={change}
        />
        <TypedNumber setting={setting} value={value} change={change} />
      </div>
    </Setting>
  );
}

interface TypedNumberProps {
  setting: NumberSetting;
  value: number;
  change: (value: number) => void;
}

/** What is typed counts as soon as it is in range; on the way there it may be anything, as "0." before "0.7". */
function TypedNumber({ setting: { key, min, max, step }, value, change }: TypedNumberProps) {
  const [draft, setDraft] = useState<number | string | null>(null);
  const type = (next: number | string) => {
    setDraft(next);
    const number = Number(next);
    if (next !== '' && number >= min && number <= max) change(number);
  };
  return (
    <NumberInput
      aria-label={SETTING_NAMES[key]}
      className={classes.number}
      min={min}
      max={max}
      step={step}
      allowDecimal={key !== 'topK'}
      clampBehavior="blur"
      value={draft ?? value}
      onChange={type}
      onBlur={() => setDraft(null)}
    />
  );
}
