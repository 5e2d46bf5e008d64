import type { PersistedKeys, Slice } from '../store/app-state';
import { en } from './en';
import { type LanguageChoice, loadMessages, type Messages, preferredLanguage } from './messages';

export interface LanguageState {
  choice: LanguageChoice;
  /** The catalogue in the language that is shown. */
  messages: Messages;
  /** The newest choice, if its catalogue could not be loaded. */
  failed: LanguageChoice | null;
}

/** The choice has to be known before the first paint: `followLanguage` stores it. */
export const LANGUAGE_PERSISTED: PersistedKeys<LanguageState> = {
  choice: false,
  messages: false,
  failed: false,
};

export interface LanguageActions {
  /** Shows the page in that language; one that cannot be loaded leaves it as it is. */
  choose(choice: LanguageChoice): Promise<void>;
}

export const createLanguageSlice: Slice<'language'> = (set, _, { preferredLanguages }) => {
  let newest: LanguageChoice = 'auto';
  return {
    choice: 'auto',
    messages: en,
    failed: null,

    async choose(languageChoice) {
      newest = languageChoice;
      const language = languageChoice === 'auto' ? preferredLanguage(preferredLanguages()) : languageChoice;
      const messages = await loadMessages(language).catch(() => null);
      if (newest !== languageChoice) return;
      if (messages) set({ choice: languageChoice, messages, failed: null });
      else set({ failed: languageChoice });
    },
  };
};
