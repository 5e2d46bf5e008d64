import * as v from 'valibot';
import {
  type CaptionSettings,
  DEFAULT_SETTINGS,
  isRead,
  MAX_SEED,
  SETTING_KEYS,
} from '../../../core/settings';
import { settingEntries } from '../../../core/settings/schema';
import type { PersistedKeys, Slice, State } from '../../store/app-state';
import { maxPieces } from './prompt';

/** The settings that follow the model's defaults, and the method. The seed has its own lock. */
export type Adjustable = Omit<CaptionSettings, 'seed'>;

export interface SettingsState {
  /** What the person changed; everything else follows the model's defaults. */
  overrides: Partial<Adjustable>;
  seed: number;
  /** A locked seed gives the same captions again; otherwise every run rolls a new one. */
  seedLocked: boolean;
  /** What `resetAll` removed, for its undo; null after the next change by hand. */
  beforeReset: Pick<SettingsState, 'overrides' | 'seed' | 'seedLocked'> | null;
}

const { seed, ...adjustable } = settingEntries(SETTING_KEYS);

export const SETTINGS_PERSISTED: PersistedKeys<SettingsState> = {
  overrides: {
    kind: 'record',
    entry: (key) => (Object.hasOwn(adjustable, key) ? adjustable[key as keyof Adjustable] : undefined),
  },
  seed,
  seedLocked: v.boolean(),
  beforeReset: false,
};

export interface SettingsActions {
  change(changes: Partial<Adjustable>): void;
  /** Back to the model's default, for each of the keys. */
  reset(...keys: (keyof Adjustable)[]): void;
  /** Everything back to the model's defaults, and a new seed every time. */
  resetAll(): void;
  undoReset(): void;
  /** Replaces all settings. */
  restore(settings: Pick<SettingsState, 'overrides' | 'seed' | 'seedLocked'>): void;
  setSeed(seed: number): void;
  rollSeed(): void;
  lockSeed(locked: boolean): void;
}

export const createSettingsSlice: Slice<'settings'> = (set, get, { random }) => {
  const roll = () => Math.floor(random() * (MAX_SEED + 1));
  const setByHand = (settings: Partial<SettingsState>) => set({ ...settings, beforeReset: null });
  return {
    overrides: {},
    seed: roll(),
    seedLocked: false,
    beforeReset: null,

    change: (changes) => setByHand({ overrides: { ...get().settings.overrides, ...changes } }),
    reset(...keys) {
      const overrides = { ...get().settings.overrides };
      for (const key of keys) delete overrides[key];
      setByHand({ overrides });
    },
    resetAll() {
      const { overrides, seed, seedLocked } = get().settings;
      set({ beforeReset: { overrides, seed, seedLocked }, overrides: {}, seedLocked: false });
    },
    undoReset: () => set({ ...get().settings.beforeReset, beforeReset: null }),
    restore: (settings) => setByHand(settings),
    setSeed: (seed) => setByHand({ seed, seedLocked: true }),
    rollSeed: () => set({ seed: roll() }),
    lockSeed: (seedLocked) => setByHand({ seedLocked }),
  };
};

/** What a setting is when nobody changed it. */
export function defaultsOf({ model }: Pick<State, 'model'>): Adjustable {
  const { seed: _, ...standard } = DEFAULT_SETTINGS;
  return { ...standard, ...model.loaded?.defaults };
}

/** The longest length before a model is loaded. */
const USUAL_MAX_LENGTH = 40;

/**
 * The range of the longest length, in tokens: from the start token, the prompt and one piece after it, up to the
 * model's positions.
 */
export function lengthBounds(state: Pick<State, 'settings' | 'model'>): { min: number; max: number } {
  const defaults = defaultsOf(state);
  const max = state.model.loaded?.maxLength ?? USUAL_MAX_LENGTH;
  const pieces = maxPieces(state.settings.overrides.prompt ?? defaults.prompt, defaults.prompt);
  return { min: Math.min(pieces + 2, max), max };
}

/** The settings of the next run, with lengths that the prompt and the model allow. */
export function settingsOf(state: Pick<State, 'settings' | 'model'>): CaptionSettings {
  const settings = { ...defaultsOf(state), ...state.settings.overrides, seed: state.settings.seed };
  const { min, max } = lengthBounds(state);
  const maxLength = Math.min(Math.max(settings.maxLength, min), max);
  return { ...settings, maxLength, minLength: Math.min(settings.minLength, maxLength) };
}

/** Whether running again would differ in more than its seed. */
export function settingsDiffer(a: CaptionSettings, b: CaptionSettings, seedLocked: boolean): boolean {
  const compared = SETTING_KEYS.filter((key) => isRead(key, b.method) && (key !== 'seed' || seedLocked));
  return compared.some((key) => a[key] !== b[key]);
}
