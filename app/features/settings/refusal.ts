import type { WireError } from '../../../core/protocol';
import { SETTINGS, type SettingKey } from '../../../core/settings';
import type { App } from '../../store/app-state';
import type { Adjustable } from './settings.slice';

/** The settings' names in the interface. */
export const SETTING_NAMES: Readonly<Record<SettingKey, string>> = {
  method: 'Method',
  numCaptions: 'How many captions',
  beams: 'Sentences followed at a time',
  topP: 'Top-p',
  temperature: 'Temperature',
  topK: 'Top-k',
  repetitionPenalty: 'Repetition penalty',
  minLength: 'Length',
  maxLength: 'Length',
  prompt: 'Begins with',
  seed: 'Seed',
};

/** Which end of a range is meant. */
const ENDS: Partial<Record<SettingKey, string>> = {
  minLength: ', at its shortest,',
  maxLength: ', at its longest,',
};

/** A setting that the engine refused. */
export interface Refusal {
  name: string;
  /** What it must be, in a sentence. */
  message: string;
  /** The overrides that its reset removes; none for the seed, which has its own lock. */
  keys: (keyof Adjustable)[];
}

/** The setting that an error is about, and what it must be; null when it is about none. */
export function refusalIn({ setting }: WireError): Refusal | null {
  if (!setting || !isSetting(setting.field)) return null;
  const { field, permitted } = setting;
  const name = SETTING_NAMES[field];
  const range = permitted.replace(/\btokens\b/, 'word pieces');
  return { name, message: `“${name}”${ENDS[field] ?? ''} must be ${range}.`, keys: resetOf(field) };
}

function isSetting(field: string): field is SettingKey {
  return field in SETTINGS;
}

function resetOf(field: SettingKey): (keyof Adjustable)[] {
  if (field === 'seed') return [];
  return field === 'minLength' || field === 'maxLength' ? ['minLength', 'maxLength'] : [field];
}

/** Resets the one setting that was refused. */
export function resetRefused({ settings }: Pick<App, 'settings'>, { keys }: Refusal): void {
  if (keys.length > 0) settings.reset(...keys);
  else settings.lockSeed(false);
}
