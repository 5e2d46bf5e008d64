import type { CaptionSettings, WireError } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import type { Adjustable } from './settings.slice';

/** Settings as the interface calls them. */
export const SETTING_NAMES: Readonly<Record<keyof CaptionSettings, string>> = {
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
const ENDS: Partial<Record<keyof CaptionSettings, string>> = {
  minLength: ', at its shortest,',
  maxLength: ', at its longest,',
};

/** A setting that the engine did not take. */
export interface Refusal {
  name: string;
  /** What it may be, in a sentence. */
  message: string;
  /** What its reset takes back; none for the seed, which has its own lock. */
  keys: (keyof Adjustable)[];
}

/** Which setting an error is about, and what it may be; null when it is about none. */
export function refusalIn({ setting }: WireError): Refusal | null {
  if (!setting || !isSetting(setting.field)) return null;
  const { field, permitted } = setting;
  const name = SETTING_NAMES[field];
  const range = permitted.replace(/\btokens\b/, 'word pieces');
  return { name, message: `“${name}”${ENDS[field] ?? ''} must be ${range}.`, keys: resetOf(field) };
}

function isSetting(field: string): field is keyof CaptionSettings {
  return field in SETTING_NAMES;
}

function resetOf(field: keyof CaptionSettings): (keyof Adjustable)[] {
  if (field === 'seed') return [];
  return field === 'minLength' || field === 'maxLength' ? ['minLength', 'maxLength'] : [field];
}

/** Takes back the one setting that was refused. */
export function resetRefused({ settings }: Pick<App, 'settings'>, { keys }: Refusal): void {
  if (keys.length > 0) settings.reset(...keys);
  else settings.lockSeed(false);
}
