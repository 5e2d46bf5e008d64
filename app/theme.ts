import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Popover,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

/** Controls are neutral so that the picture and the heat lead. */
const ink: MantineColorsTuple = [
  '#f6f6f4',
  '#e6e6e2',
  '#cfcfca',
  '#b4b4ae',
  '#96968f',
  '#7a7a73',
  '#5f5f59',
  '#454540',
  '#2c2c29',
  '#1c1c1a',
];

/** Solid buttons are ink on light and paper on dark; Mantine would write white on both. */
const colorsOfVariant: VariantColorsResolver = (input) =>
  input.variant === 'filled' && (input.color ?? 'ink') === 'ink'
    ? { background: 'var(--ink)', hover: 'var(--ink-soft)', color: 'var(--surface)', border: 'none' }
    : defaultVariantColorsResolver(input);

export const theme = createTheme({
  variantColorResolver: colorsOfVariant,
  components: {
    Popover: Popover.extend({ defaultProps: { transitionProps: { transition: 'fade', duration: 120 } } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        events: { hover: true, focus: true, touch: true },
        openDelay: 300,
        multiline: true,
        maw: 280,
      },
    }),
    // White marks would vanish on the light fill of the dark scheme.
    Checkbox: { defaultProps: { iconColor: 'var(--surface)' } },
    Radio: { defaultProps: { iconColor: 'var(--surface)' } },
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600' },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  autoContrast: true,
  colors: { ink },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Surfaces named by what lies on them, and the one accent, the colour of heat. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--ground': '#f3f3f1',
    '--surface': '#ffffff',
    '--well': '#e7e7e4',
    '--ink': '#1c1c1a',
    '--ink-soft': '#585853',
    '--line': '#d9d9d4',
    '--accent': '#b0470e',
    '--accent-wash': '#fdeadd',
    '--alarm': '#a61b1b',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1c1c1a',
    '--mantine-color-dimmed': '#585853',
    '--mantine-color-default-border': '#8a8a84',
  },
  dark: {
    '--ground': '#171716',
    '--surface': '#20201e',
    '--well': '#0c0c0b',
    '--ink': '#efefec',
    '--ink-soft': '#a9a9a3',
    '--line': '#363633',
    '--accent': '#ff914d',
    '--accent-wash': '#46291a',
    '--alarm': '#ff9b94',
    '--mantine-color-body': '#20201e',
    '--mantine-color-text': '#efefec',
    '--mantine-color-dimmed': '#a9a9a3',
    '--mantine-color-default-border': '#75756f',
  },
});
