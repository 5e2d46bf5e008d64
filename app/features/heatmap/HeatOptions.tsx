import { SegmentedControl, Slider } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useApp, useAppStore } from '../../store/react';
import { Setting } from '../settings/Setting';
import classes from './heatmap.module.css';
import { DEFAULT_OPACITY, type OverlayMode, type Scale } from './heatmap.slice';
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
  const view = useApp((state) => state.heatmap.mode);
  return (
    <Choice<OverlayMode>
      name="The picture"
      value={view}
      onChange={getState().heatmap.setMode}
      options={[
        { value: 'overlay', label: 'Heat on it' },
        { value: 'spotlight', label: 'Rest darkened' },
        { value: 'contours', label: 'Contour lines' },
      ]}
    />
  );
}

const SCALE_MEANS: Readonly<Record<Scale, string>> = {
  word: 'Every word’s own strongest spot is “most”: you see where each one looked.',
  sentence: 'All words share one scale: you see which looked hard; faint ones stay faint.',
};

/** Whether each word fills the scale, or all words of a sentence share it. */
export function ScaleChoice() {
  const { getState } = useAppStore();
  const scale = useApp((state) => state.heatmap.scale);
  return (
    <div className={classes.group}>
      <Choice<Scale>
        name="“Most” is the most of"
        value={scale}
        onChange={getState().heatmap.setScale}
        options={[
          { value: 'word', label: 'Each word' },
          { value: 'sentence', label: 'The sentence' },
        ]}
      />
      <p className={classes.means}>{SCALE_MEANS[scale]}</p>
    </div>
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
  const chosen = useApp((state) => state.heatmap.palette);
  const coloured = useApp((state) => state.heatmap.mode === 'overlay');
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
              onChange={() => getState().heatmap.setPalette(name)}
            />
            <span className={classes.swatch} style={{ background: gradientOf(name) }} aria-hidden="true" />
            <span>{PALETTES[name].label}</span>
            {PALETTES[name].safe && <SafeMark />}
          </label>
        ))}
      </div>
      <p className={classes.means}>
        <SafeMark /> in order for colour-blind eyes too
      </p>
    </fieldset>
  );
}

/** Marks the palettes whose order does not hang on telling colours apart. */
function SafeMark() {
  return (
    <IconEyeCheck size={16} className={classes.safe} role="img" aria-label="Safe for colour-blind eyes" />
  );
}

function OpacitySlider() {
  const { getState } = useAppStore();
  const opacity = useApp((state) => state.heatmap.opacity);
  return (
    <Setting
      name="Strength of the heat"
      value={`${Math.round(opacity * 100)} %`}
      keys={[]}
      onReset={opacity === DEFAULT_OPACITY ? null : () => getState().heatmap.setOpacity(DEFAULT_OPACITY)}
    >
      <Slider
        min={0}
        max={100}
        step={5}
        label={null}
        thumbLabel="Strength of the heat"
        thumbValueText={(value) => `${value} percent`}
        value={Math.round(opacity * 100)}
        onChange={(percent) => getState().heatmap.setOpacity(percent / 100)}
      />
    </Setting>
  );
}
