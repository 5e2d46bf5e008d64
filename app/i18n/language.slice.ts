import type { PersistedKeys, Slice } from '../store/app-state';
import { en } from './en';
import { type LanguageChoice, loadMessages, type Messages, preferredLanguage } from './messages';

export interface LanguageState {
  choice: LanguageChoice;
  /** The catalogue in the language that is shown. */
  messages: Messages;
}

/** The choice has to be known before the first paint: `followLanguage` stores it. */
export const LANGUAGE_PERSISTED: PersistedKeys<LanguageState> = { choice: false, messages: false };

export interface LanguageActions {
  /** Shows the page in that language; one that cannot be fetched leaves it as it is. */
  choose(choice: LanguageChoice): Promise<void>;
}

export const createLanguageSlice: Slice<'language'> = (set, _, { preferredLanguages }) => {
  let newest: LanguageChoice = 'auto';
  return {
    choice: 'auto',
    messages: en,

    async choose(languageChoice) {
      newest = languageChoice;
      const language = languageChoice === 'auto' ? preferredLanguage(preferredLanguages()) : languageChoice;
      const messages = await loadMessages(language).catch(() => null);
      if (messages && newest === languageChoice) set({ choice: languageChoice, messages });
    },
  };
};
