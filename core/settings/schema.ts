/** What settings must be where they come from outside: a bundle's manifest, a saved view. */
import * as v from 'valibot';
import type { Permitted } from './ranges.ts';
import { CAPTION_METHODS, type CaptionSettings, SETTINGS, type SettingKey } from './settings.ts';

/** What a setting permits. */
export const permittedSchema: v.GenericSchema<unknown, Permitted> = v.variant('kind', [
  v.object({ kind: v.picklist(['integer', 'number']), min: v.number(), max: v.number() }),
  v.object({ kind: v.literal('positive') }),
  v.object({ kind: v.literal('text'), below: v.number() }),
]);

type Entries<K extends SettingKey> = { [P in K]: v.GenericSchema<unknown, CaptionSettings[P]> };

/** The entries of an object schema, one for each of the settings. */
export function settingEntries<K extends SettingKey>(keys: readonly K[]): Entries<K> {
  return Object.fromEntries(keys.map((key) => [key, schemaOf(key)])) as unknown as Entries<K>;
}

function schemaOf(key: SettingKey): v.GenericSchema {
  const setting = SETTINGS[key];
  switch (setting.kind) {
    case 'integer':
      return v.pipe(v.number(), v.safeInteger(), v.minValue(setting.min), v.maxValue(setting.max));
    case 'number':
      return v.pipe(v.number(), v.minValue(setting.min), v.maxValue(setting.max));
    case 'positive':
      return v.pipe(v.number(), v.finite(), v.gtValue(0));
    case 'text':
      return v.pipe(v.string(), v.maxLength(setting.maxLetters));
    case 'method':
      return v.picklist(CAPTION_METHODS);
  }
}
