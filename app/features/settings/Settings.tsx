import { Button, NativeSelect, RangeSlider, Slider, TextInput } from '@mantine/core';
import { type CaptionMethod, isRead, SETTINGS } from '../../../core/settings';
import { useApp, useAppStore } from '../../store/react';
import { Advanced } from './Advanced';
import { SETTING_NAMES } from './refusal';
import { Seed } from './Seed';
import { Setting } from './Setting';
import classes from './settings.module.css';
import { lengthBounds, settingsOf } from './settings.slice';
import { surpriseAt, surpriseLevel, surpriseName } from './surprise';

const METHODS: { value: CaptionMethod; label: string }[] = [
  { value: 'nucleus', label: 'Several captions, by chance' },
  { value: 'beam', label: 'The best of a search' },
  { value: 'greedy', label: 'The likeliest word each time' },
];

const TERMS: Readonly<Record<CaptionMethod, string>> = {
  nucleus: 'Nucleus sampling (top-p)',
  beam: 'Beam search',
  greedy: 'Greedy decoding',
};

/** The settings of the next captions: the few that matter in sight, the rest under Advanced. */
export function Settings() {
  const method = useApp(({ settings }) => settings.overrides.method ?? 'nucleus');
  return (
    <section aria-labelledby="settings-title" className={classes.settings}>
      <header className={classes.head}>
        <h2 id="settings-title" className={classes.title} tabIndex={-1}>
          Settings
        </h2>
        <ResetAll />
      </header>
      <Method />
      {isRead('numCaptions', method) && <CaptionCount />}
      {isRead('beams', method) && <BeamCount />}
      {isRead('topP', method) && <SurpriseSlider />}
      <Length />
      <Prompt />
      {isRead('seed', method) && <Seed />}
      <Advanced />
    </section>
  );
}

/** One button for both, so that it keeps the focus. */
function ResetAll() {
  const { getState } = useAppStore();
  const undoable = useApp(({ settings }) => settings.beforeReset !== null);
  const changed = useApp(({ settings }) => settings.seedLocked || Object.keys(settings.overrides).length > 0);
  if (!undoable && !changed) return null;
  return (
    <Button
      variant="subtle"
      color="gray"
      className={classes.resetAll}
      onClick={undoable ? getState().settings.undoReset : getState().settings.resetAll}
    >
      {undoable ? 'Undo the reset' : 'Reset all'}
    </Button>
  );
}

function Method() {
  const { getState } = useAppStore();
  const { method } = useApp(settingsOf);
  return (
    <Setting name={SETTING_NAMES.method} term={TERMS[method]} keys={['method']}>
      <NativeSelect
        aria-label={SETTING_NAMES.method}
        data={METHODS}
        value={method}
        onChange={({ currentTarget: { value } }) => {
          const chosen = METHODS.find((one) => one.value === value);
          if (chosen) getState().settings.change({ method: chosen.value });
        }}
      />
    </Setting>
  );
}

function CaptionCount() {
  const { getState } = useAppStore();
  const { numCaptions } = useApp(settingsOf);
  return (
    <Setting name={SETTING_NAMES.numCaptions} value={String(numCaptions)} keys={['numCaptions']}>
      <Slider
        min={SETTINGS.numCaptions.input.min}
        max={SETTINGS.numCaptions.input.max}
        label={null}
        thumbLabel={SETTING_NAMES.numCaptions}
        value={numCaptions}
        onChange={(value) => getState().settings.change({ numCaptions: value })}
      />
    </Setting>
  );
}

function BeamCount() {
  const { getState } = useAppStore();
  const { beams } = useApp(settingsOf);
  return (
    <Setting name={SETTING_NAMES.beams} term="Beams" value={String(beams)} keys={['beams']}>
      <Slider
        min={SETTINGS.beams.input.min}
        max={SETTINGS.beams.input.max}
        label={null}
        thumbLabel={SETTING_NAMES.beams}
        value={beams}
        onChange={(value) => getState().settings.change({ beams: value })}
      />
    </Setting>
  );
}

function SurpriseSlider() {
  const { getState } = useAppStore();
  const { topP, temperature } = useApp(settingsOf);
  const surprise = { topP, temperature };
  return (
    <Setting
      name="Plain … surprising"
      term={`Top-p ${topP}, temperature ${temperature}`}
      value={surpriseName(surprise)}
      keys={['topP', 'temperature']}
    >
      <Slider
        min={0}
        max={100}
        step={5}
        label={null}
        thumbLabel="Plain to surprising"
        thumbValueText={() => surpriseName(surprise)}
        value={surpriseLevel(surprise)}
        onChange={(level) => getState().settings.change(surpriseAt(level))}
      />
    </Setting>
  );
}

function Length() {
  const { getState } = useAppStore();
  const { minLength, maxLength } = useApp(settingsOf);
  const { max } = useApp(lengthBounds);
  return (
    <Setting
      name={SETTING_NAMES.maxLength}
      term="In tokens (word pieces); start token and prompt count too"
      value={`${minLength} to ${maxLength} word pieces`}
      keys={['minLength', 'maxLength']}
    >
      <RangeSlider
        min={1}
        max={max}
        minRange={1}
        label={null}
        thumbFromLabel="Shortest"
        thumbToLabel="Longest"
        value={[minLength, maxLength]}
        onChange={([minLength, maxLength]) => getState().settings.change({ minLength, maxLength })}
      />
    </Setting>
  );
}

function Prompt() {
  const { getState } = useAppStore();
  const { prompt } = useApp(settingsOf);
  return (
    <Setting name={SETTING_NAMES.prompt} term="Prompt; it is left out of the caption" keys={['prompt']}>
      <TextInput
        aria-label={SETTING_NAMES.prompt}
        placeholder="nothing"
        value={prompt}
        onChange={({ currentTarget: { value } }) => getState().settings.change({ prompt: value })}
      />
    </Setting>
  );
}
