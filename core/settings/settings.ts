/**
 * The settings of a captioning run, one entry for each. The bundle's manifest, the engine's check, saved views, the
 * command line and the settings panel follow from this table.
 */

import type { NumericRange } from './ranges.ts';

/** How a next token can be chosen. */
export const CAPTION_METHODS = ['nucleus', 'beam', 'greedy'] as const;
/** One of `CAPTION_METHODS`. */
export type CaptionMethod = (typeof CAPTION_METHODS)[number];

/** How captions are written. Lengths count tokens, start token and prompt included. */
export interface CaptionSettings {
  method: CaptionMethod;
  /** Captions of a picture. */
  numCaptions: number;
  /** Samples from the likeliest tokens that hold this much probability. */
  topP: number;
  /** Below 1 is safer, above is more varied. */
  temperature: number;
  /** Samples from this many likeliest tokens; 0 for all. */
  topK: number;
  /** Above 1 discourages tokens already there. */
  repetitionPenalty: number;
  minLength: number;
  maxLength: number;
  /** The same seed gives the same captions. */
  seed: number;
  /** How the caption begins. The model's own prompt is left out of its text. */
  prompt: string;
  /** Beam search with this many beams. */
  beams: number;
}

/** What a bundle says of its settings. */
export type GenerationDefaults = Omit<CaptionSettings, 'method' | 'seed'>;

/** The most captions or beams decoded as one batch. */
const MAX_BATCH = 32;
/** More tokens than any model has positions. */
const MAX_LENGTH = 10_000;
export const MAX_SEED = 2 ** 32 - 1;

interface SettingBase {
  /** On the command line; null where it has no flag. */
  flag: string | null;
  /** Describes the flag. */
  help: string;
  /** Whether bundles bring a default for it. The table's default is LAVIS's (`BlipCaption.generate`). */
  inBundle: boolean;
  /** Which methods read it. */
  methods: readonly CaptionMethod[];
}

/** What the panel offers: a narrower range than is permitted. */
export interface NumericInput {
  min: number;
  max: number;
  step: number;
  /** Where the slider ends, if before `max`. */
  sliderMax?: number;
  /** It is among the advanced settings. */
  advanced: boolean;
}

interface NumericTraits extends SettingBase {
  default: number;
  input?: NumericInput;
}

interface TextSetting extends SettingBase {
  kind: 'text';
  maxLetters: number;
  default: string;
}

interface MethodSetting extends SettingBase {
  kind: 'method';
  default: CaptionMethod;
}

type Setting = (NumericTraits & NumericRange) | TextSetting | MethodSetting;

export const SETTINGS = {
  method: {
    kind: 'method',
    default: 'nucleus',
    flag: null,
    help: 'how the next token is chosen',
    inBundle: false,
    methods: CAPTION_METHODS,
  },
  numCaptions: {
    kind: 'integer',
    min: 1,
    max: MAX_BATCH,
    default: 3,
    flag: '--num-captions <n>',
    help: 'captions a picture',
    inBundle: true,
    methods: ['nucleus'],
    input: { min: 1, max: 8, step: 1, advanced: false },
  },
  topP: {
    kind: 'number',
    min: 0,
    max: 1,
    default: 0.9,
    flag: '--top-p <p>',
    help: 'sample from the likeliest tokens that hold this much probability',
    inBundle: true,
    methods: ['nucleus'],
    input: { min: 0.05, max: 1, step: 0.05, advanced: true },
  },
  temperature: {
    kind: 'positive',
    default: 1,
    flag: '--temperature <t>',
    help: 'below 1 is safer, above is more varied',
    inBundle: true,
    methods: ['nucleus'],
    input: { min: 0.1, max: 2, step: 0.1, advanced: true },
  },
  topK: {
    kind: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 50,
    flag: '--top-k <k>',
    help: 'sample from this many likeliest tokens; 0 for all',
    inBundle: true,
    methods: ['nucleus'],
    input: { min: 0, max: 1000, sliderMax: 200, step: 10, advanced: true },
  },
  repetitionPenalty: {
    kind: 'positive',
    default: 1.1,
    flag: '--repetition-penalty <r>',
    help: 'above 1 discourages tokens already there',
    inBundle: true,
    methods: ['nucleus'],
    input: { min: 1, max: 2, step: 0.05, advanced: true },
  },
  minLength: {
    kind: 'integer',
    min: 0,
    max: MAX_LENGTH,
    default: 10,
    flag: '--min-length <n>',
    help: 'tokens, start token and prompt included',
    inBundle: true,
    methods: CAPTION_METHODS,
  },
  maxLength: {
    kind: 'integer',
    min: 1,
    max: MAX_LENGTH,
    default: 30,
    flag: '--max-length <n>',
    help: 'likewise',
    inBundle: true,
    methods: CAPTION_METHODS,
  },
  seed: {
    kind: 'integer',
    min: 0,
    max: MAX_SEED,
    default: 0,
    flag: '--seed <n>',
    help: 'the same seed gives the same captions',
    inBundle: false,
    methods: ['nucleus'],
  },
  prompt: {
    kind: 'text',
    maxLetters: 1000,
    default: 'a picture of ',
    flag: '--prompt <text>',
    help: 'how the caption begins; the default is left out of its text',
    inBundle: true,
    methods: CAPTION_METHODS,
  },
  beams: {
    kind: 'integer',
    min: 1,
    max: MAX_BATCH,
    default: 3,
    flag: '--beams <k>',
    help: 'beam search with this many beams instead of sampling',
    inBundle: true,
    methods: ['beam'],
    input: { min: 1, max: 8, step: 1, advanced: false },
  },
} as const satisfies {
  [K in keyof CaptionSettings]: Setting & {
    default: CaptionSettings[K];
    inBundle: K extends keyof GenerationDefaults ? true : false;
  };
};

type Table = typeof SETTINGS;
export type SettingKey = keyof CaptionSettings;
type KeyWith<Trait> = { [K in SettingKey]: Table[K] extends Trait ? K : never }[SettingKey];

export type NumericKey = KeyWith<NumericRange>;
/** Settings for which bundles bring a default. */
export type GenerationKey = keyof GenerationDefaults;
/** The numbers of the advanced settings. */
export type AdvancedKey = KeyWith<{ input: { advanced: true } }>;

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];
export const NUMERIC_KEYS = SETTING_KEYS.filter(
  (key): key is NumericKey => typeof SETTINGS[key].default === 'number',
);
export const GENERATION_KEYS = SETTING_KEYS.filter((key): key is GenerationKey => SETTINGS[key].inBundle);

/** The settings where neither the caller nor the model says otherwise. */
export const DEFAULT_SETTINGS: Readonly<CaptionSettings> = defaultsOf(SETTING_KEYS);
export const GENERATION_DEFAULTS: Readonly<GenerationDefaults> = defaultsOf(GENERATION_KEYS);

export const ADVANCED_KEYS = SETTING_KEYS.filter((key): key is AdvancedKey => {
  const setting: Setting = SETTINGS[key];
  return 'input' in setting && setting.input?.advanced === true;
});

/** Whether a method reads a setting. */
export function isRead(key: SettingKey, method: CaptionMethod): boolean {
  const methods: readonly CaptionMethod[] = SETTINGS[key].methods;
  return methods.includes(method);
}

function defaultsOf<K extends SettingKey>(keys: readonly K[]): Pick<CaptionSettings, K> {
  return Object.fromEntries(keys.map((key) => [key, SETTINGS[key].default])) as Pick<CaptionSettings, K>;
}
