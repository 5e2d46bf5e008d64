import type { Slice } from '../store/app-state';
import { en } from './en';
import { type LanguageChoice, loadMessages, type Messages, preferredLanguage } from './messages';

export interface LanguageState {
  languageChoice: LanguageChoice;
  /** The catalogue in the language that is shown. */
  messages: Messages;
}

export interface LanguageActions {
  /** Shows the page in that language; one that cannot be fetched leaves it as it is. */
  chooseLanguage(choice: LanguageChoice): Promise<void>;
}

export const createLanguageSlice: Slice<LanguageState & LanguageActions> = (
  set,
  _,
  { preferredLanguages },
) => {
  let newest: LanguageChoice = 'auto';
  return {
    languageChoice: 'auto',
    messages: en,

    async chooseLanguage(languageChoice) {
      newest = languageChoice;
      const language = languageChoice === 'auto' ? preferredLanguage(preferredLanguages()) : languageChoice;
      const messages = await loadMessages(language).catch(() => null);
      if (messages && newest === languageChoice) set({ languageChoice, messages });
    },
  };
};
