import { Button, NativeSelect, RangeSlider, Slider, TextInput } from '@mantine/core';
import { CAPTION_METHODS, isRead, SETTINGS } from '../../../core/settings';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { Advanced } from './Advanced';
import { LanguageSelect } from './LanguageSelect';
import { PROMPT_FIELD } from './prompt';
import { Seed } from './Seed';
import { Setting } from './Setting';
import classes from './settings.module.css';
import { lengthBounds, settingsOf } from './settings.slice';
import { surpriseAt, surpriseLevel, surpriseName } from './surprise';

/** The settings of the next captions: the few that matter in sight, the rest under Advanced. */
export function Settings() {
  const m = useMessages().settings;
  const method = useApp(({ settings }) => settings.overrides.method ?? 'nucleus');
  return (
    <section aria-labelledby="settings-title" className={classes.settings}>
      <header className={classes.head}>
        <h2 id="settings-title" className={classes.title} tabIndex={-1}>
          {m.title}
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
      <LanguageSelect />
    </section>
  );
}

/** One button for both, so that it keeps the focus. */
function ResetAll() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
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
      {undoable ? m.undoReset : m.resetAll}
    </Button>
  );
}

function Method() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { method } = useApp(settingsOf);
  return (
    <Setting name={m.names.method} term={m.methodTerms[method]} keys={['method']}>
      <NativeSelect
        aria-label={m.names.method}
        data={CAPTION_METHODS.map((one) => ({ value: one, label: m.methods[one] }))}
        value={method}
        onChange={({ currentTarget: { value } }) => {
          const chosen = CAPTION_METHODS.find((one) => one === value);
          if (chosen) getState().settings.change({ method: chosen });
        }}
      />
    </Setting>
  );
}

function CaptionCount() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { numCaptions } = useApp(settingsOf);
  return (
    <Setting name={m.names.numCaptions} value={String(numCaptions)} keys={['numCaptions']}>
      <Slider
        min={SETTINGS.numCaptions.input.min}
        max={SETTINGS.numCaptions.input.max}
        label={null}
        thumbLabel={m.names.numCaptions}
        value={numCaptions}
        onChange={(value) => getState().settings.change({ numCaptions: value })}
      />
    </Setting>
  );
}

function BeamCount() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { beams } = useApp(settingsOf);
  return (
    <Setting name={m.names.beams} term={m.terms.beams} value={String(beams)} keys={['beams']}>
      <Slider
        min={SETTINGS.beams.input.min}
        max={SETTINGS.beams.input.max}
        label={null}
        thumbLabel={m.names.beams}
        value={beams}
        onChange={(value) => getState().settings.change({ beams: value })}
      />
    </Setting>
  );
}

function SurpriseSlider() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { topP, temperature } = useApp(settingsOf);
  const surprise = { topP, temperature };
  const level = m.surpriseLevels[surpriseName(surprise)];
  return (
    <Setting name={m.surprise} term={m.surpriseTerm(surprise)} value={level} keys={['topP', 'temperature']}>
      <Slider
        min={0}
        max={100}
        step={5}
        label={null}
        thumbLabel={m.surpriseSlider}
        thumbValueText={() => level}
        value={surpriseLevel(surprise)}
        onChange={(value) => getState().settings.change(surpriseAt(value))}
      />
    </Setting>
  );
}

function Length() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { minLength, maxLength } = useApp(settingsOf);
  const { max } = useApp(lengthBounds);
  return (
    <Setting
      name={m.names.maxLength}
      term={m.terms.length}
      value={m.lengthValue({ min: minLength, max: maxLength })}
      keys={['minLength', 'maxLength']}
    >
      <RangeSlider
        min={1}
        max={max}
        minRange={1}
        label={null}
        thumbFromLabel={m.shortest}
        thumbToLabel={m.longest}
        value={[minLength, maxLength]}
        onChange={([minLength, maxLength]) => getState().settings.change({ minLength, maxLength })}
      />
    </Setting>
  );
}

function Prompt() {
  const { getState } = useAppStore();
  const m = useMessages().settings;
  const { prompt } = useApp(settingsOf);
  return (
    <Setting name={m.names.prompt} term={m.terms.prompt} keys={['prompt']}>
      <TextInput
        id={PROMPT_FIELD}
        aria-label={m.names.prompt}
        placeholder={m.noPrompt}
        value={prompt}
        maxLength={SETTINGS.prompt.maxLetters}
        onChange={({ currentTarget: { value } }) => getState().settings.change({ prompt: value })}
      />
    </Setting>
  );
}
