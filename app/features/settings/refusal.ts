import type { WireError } from '../../../core/protocol';
import { type Permitted, SETTINGS, type SettingKey } from '../../../core/settings';
import type { Messages } from '../../i18n/messages';
import type { App } from '../../store/app-state';
import type { Adjustable } from './settings.slice';

/** A setting that the engine refused. */
export interface Refusal {
  field: SettingKey;
  permitted: Permitted;
  /** The overrides that its reset removes; none for the seed, which has its own lock. */
  keys: (keyof Adjustable)[];
}

/** The setting that an error is about, and what it must be; null when it is about none. */
export function refusalIn({ setting }: WireError): Refusal | null {
  if (!setting || !isSetting(setting.field)) return null;
  const { field, permitted } = setting;
  return { field, permitted, keys: resetOf(field) };
}

export function refusalText({ settings }: Messages, { field, permitted }: Refusal): string {
  const { refused } = settings;
  const name = nameOf(settings, field);
  switch (permitted.kind) {
    case 'integer':
      return refused.integer({ ...permitted, name });
    case 'number':
      return refused.number({ ...permitted, name });
    case 'positive':
      return refused.positive({ name });
    case 'text':
      return refused.text({ ...permitted, name });
  }
}

function nameOf({ names, shortestLength, longestLength }: Messages['settings'], field: SettingKey): string {
  if (field === 'minLength') return shortestLength;
  return field === 'maxLength' ? longestLength : names[field];
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
