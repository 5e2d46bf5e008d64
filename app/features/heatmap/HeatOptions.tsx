import { SegmentedControl, Slider } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useMessages } from '../../i18n/use-messages';
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
  const m = useMessages().heatmap;
  const view = useApp((state) => state.heatmap.mode);
  return (
    <Choice<OverlayMode>
      name={m.view}
      value={view}
      onChange={getState().heatmap.setMode}
      options={[
        { value: 'overlay', label: m.views.overlay },
        { value: 'spotlight', label: m.views.spotlight },
        { value: 'contours', label: m.views.contours },
      ]}
    />
  );
}

/** Whether each word fills the scale, or all words of a sentence share it. */
export function ScaleChoice() {
  const { getState } = useAppStore();
  const m = useMessages().heatmap;
  const scale = useApp((state) => state.heatmap.scale);
  return (
    <div className={classes.group}>
      <Choice<Scale>
        name={m.scale}
        value={scale}
        onChange={getState().heatmap.setScale}
        options={[
          { value: 'word', label: m.scales.word },
          { value: 'sentence', label: m.scales.sentence },
        ]}
      />
      <p className={classes.means}>{m.scaleMeans[scale]}</p>
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
        // Three labels do not fit in a row.
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
  const m = useMessages().heatmap;
  const chosen = useApp((state) => state.heatmap.palette);
  const coloured = useApp((state) => state.heatmap.mode === 'overlay');
  if (!coloured) return null;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.caption}>{m.colours}</legend>
      <div className={classes.palettes}>
        {PALETTE_NAMES.map((name) => (
          <label key={name} className={classes.palette} title={m.palettes[name]}>
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
        <SafeMark /> {m.safeMeans}
      </p>
    </fieldset>
  );
}

/** Marks the palettes whose order does not hang on telling colours apart. */
function SafeMark() {
  return (
    <IconEyeCheck size={16} className={classes.safe} role="img" aria-label={useMessages().heatmap.safe} />
  );
}

function OpacitySlider() {
  const { getState } = useAppStore();
  const { heatmap: m, format } = useMessages();
  const opacity = useApp((state) => state.heatmap.opacity);
  return (
    <Setting
      name={m.opacity}
      value={format.percent(opacity)}
      keys={[]}
      onReset={opacity === DEFAULT_OPACITY ? null : () => getState().heatmap.setOpacity(DEFAULT_OPACITY)}
    >
      <Slider
        min={0}
        max={100}
        step={5}
        label={null}
        thumbLabel={m.opacity}
        thumbValueText={(value) => format.percent(value / 100)}
        value={Math.round(opacity * 100)}
        onChange={(percent) => getState().heatmap.setOpacity(percent / 100)}
      />
    </Setting>
  );
}
