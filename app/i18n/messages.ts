/** The catalogue's type, and which language is shown. */
import { importChunk } from '../../core/import-chunk';
import type { WireError } from '../../core/protocol';
import { en } from './en';
import { LANGUAGES, type Language } from './format';

/** What a translation has to have, no less and no more. */
export type Messages = typeof en;

/** `auto` follows the browser. */
export type LanguageChoice = Language | 'auto';

/** Each in its own language, for who does not read the one that is shown. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** The first of the browser's languages that there is; else English. */
export function preferredLanguage(preferred: readonly string[]): Language {
  const primary = preferred.map((tag) => tag.split('-')[0]?.toLowerCase());
  const known = primary.flatMap((code) => LANGUAGES.filter((language) => language === code));
  return known[0] ?? 'en';
}

/** English is always here; other languages are loaded. */
const CATALOGUES: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  de: async () => (await importChunk(() => import('./de'))).de,
};

/** @throws when a language cannot be fetched. */
export function loadMessages(language: Language): Promise<Messages> {
  return CATALOGUES[language]();
}

/** An error in the language of the page. One that an earlier version stored may have another code. */
export function errorText({ errors }: Messages, error: WireError): string {
  return (errors[error.code] ?? errors.unknown)(error);
}
