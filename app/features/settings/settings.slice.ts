import type { CaptionMethod, CaptionSettings } from '../../../core/protocol';
import type { PersistedKeys, Slice, State } from '../../store/app-state';
import { mostPieces } from './prompt';

/** Settings the model brings defaults for, and the method. The seed has its own lock. */
export type Adjustable = Omit<CaptionSettings, 'seed'>;

export interface SettingsState {
  /** What the person changed; everything else follows the model's defaults. */
  overrides: Partial<Adjustable>;
  seed: number;
  /** A locked seed gives the same captions again; an open one is rolled anew for every run. */
  seedLocked: boolean;
  /** What `resetAll` took back, for undo; until something is set by hand again. */
  beforeReset: Pick<SettingsState, 'overrides' | 'seed' | 'seedLocked'> | null;
}

export const SETTINGS_PERSISTED: PersistedKeys<SettingsState> = {
  overrides: true,
  seed: true,
  seedLocked: true,
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

/** LAVIS `generate`; used until the model has told its own. */
export const STANDARD: Adjustable = {
  method: 'nucleus' satisfies CaptionMethod,
  numCaptions: 3,
  topP: 0.9,
  topK: 50,
  temperature: 1,
  repetitionPenalty: 1.1,
  minLength: 10,
  maxLength: 30,
  prompt: 'a picture of ',
  beams: 3,
};

export const MAX_SEED = 2 ** 32 - 1;

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
  return { ...STANDARD, ...model.loaded?.defaults };
}

/** The longest length of a model that is not here yet. */
const USUAL_LONGEST = 40;

/**
 * What the longest length may be, in tokens: from room for the start token, the prompt and one piece after it, up to
 * what the model's positions allow.
 */
export function lengthBounds(state: Pick<State, 'settings' | 'model'>): { least: number; most: number } {
  const defaults = defaultsOf(state);
  const most = state.model.loaded?.maxLength ?? USUAL_LONGEST;
  const pieces = mostPieces(state.settings.overrides.prompt ?? defaults.prompt, defaults.prompt);
  return { least: Math.min(pieces + 2, most), most };
}

/** The settings the next run would have. Lengths are held to what prompt and model allow. */
export function settingsOf(state: Pick<State, 'settings' | 'model'>): CaptionSettings {
  const settings = { ...defaultsOf(state), ...state.settings.overrides, seed: state.settings.seed };
  const { least, most } = lengthBounds(state);
  const maxLength = Math.min(Math.max(settings.maxLength, least), most);
  return { ...settings, maxLength, minLength: Math.min(settings.minLength, maxLength) };
}

/** Whether running again would differ in more than its seed. */
export function settingsDiffer(a: CaptionSettings, b: CaptionSettings, seedLocked: boolean): boolean {
  const keys: (keyof CaptionSettings)[] = [
    'method',
    'prompt',
    'minLength',
    'maxLength',
    ...KEYS_BY_METHOD[b.method],
  ];
  return keys.some((key) => a[key] !== b[key]) || (b.method === 'nucleus' && seedLocked && a.seed !== b.seed);
}

/** Settings that only one method reads. */
export const KEYS_BY_METHOD: Readonly<Record<CaptionMethod, (keyof CaptionSettings)[]>> = {
  nucleus: ['numCaptions', 'topP', 'topK', 'temperature', 'repetitionPenalty'],
  beam: ['beams'],
  greedy: [],
};
