import { SegmentedControl, Slider } from '@mantine/core';
import { useApp, useAppStore } from '../../store/react';
import classes from './heatmap.module.css';
import type { Scale, View } from './heatmap.slice';
import { LayerChoice } from './LayerChoice';
import { MethodChoice } from './MethodChoice';
import { gradientOf, PALETTE_NAMES, PALETTES } from './palettes';

/** What the heat answers, how it looks, and for those who want to know, single layers and heads. */
export function HeatOptions() {
  return (
    <div className={classes.group} style={{ gap: 16 }}>
      <MethodChoice />
      <ViewChoice />
      <PaletteChoice />
      <OpacitySlider />
      <ScaleChoice />
      <LayerChoice />
    </div>
  );
}

function ViewChoice() {
  const { getState } = useAppStore();
  const view = useApp((state) => state.view);
  return (
    <Choice<View>
      name="The picture"
      value={view}
      onChange={getState().chooseView}
      options={[
        { value: 'overlay', label: 'Heat on it' },
        { value: 'spotlight', label: 'Rest darkened' },
        { value: 'contours', label: 'Contour lines' },
      ]}
    />
  );
}

/** Whether each word fills the scale, or all words of a sentence share it. */
export function ScaleChoice() {
  const { getState } = useAppStore();
  const scale = useApp((state) => state.scale);
  return (
    <Choice<Scale>
      name="“Most” is the most of"
      value={scale}
      onChange={getState().chooseScale}
      options={[
        { value: 'word', label: 'Each word' },
        { value: 'sentence', label: 'The sentence' },
      ]}
    />
  );
}

interface ChoiceProps<Value extends string> {
  name: string;
  value: Value;
  options: { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ name, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <div className={classes.group}>
      <span className={classes.caption}>{name}</span>
      <SegmentedControl
        fullWidth
        // Three labels do not fit beside one another.
        orientation={options.length > 2 ? 'vertical' : 'horizontal'}
        aria-label={name}
        data={options}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

function PaletteChoice() {
  const { getState } = useAppStore();
  const chosen = useApp((state) => state.palette);
  const coloured = useApp((state) => state.view === 'overlay');
  if (!coloured) return null;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.caption}>Colours</legend>
      <div className={classes.palettes}>
        {PALETTE_NAMES.map((name) => (
          <label key={name} className={classes.palette} title={PALETTES[name].note}>
            <input
              type="radio"
              name="palette"
              value={name}
              checked={name === chosen}
              onChange={() => getState().choosePalette(name)}
            />
            <span className={classes.swatch} style={{ background: gradientOf(name) }} aria-hidden="true" />
            <span>{PALETTES[name].label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function OpacitySlider() {
  const { getState } = useAppStore();
  const opacity = useApp((state) => state.opacity);
  return (
    <div className={classes.group}>
      <span className={classes.caption}>Strength of the heat, {Math.round(opacity * 100)} %</span>
      <Slider
        min={0}
        max={100}
        step={5}
        label={null}
        thumbLabel="Strength of the heat"
        thumbValueText={(value) => `${value} percent`}
        value={Math.round(opacity * 100)}
        onChange={(percent) => getState().setOpacity(percent / 100)}
      />
    </div>
  );
}
