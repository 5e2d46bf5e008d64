import type { AppStore } from '../store/app-state';
import { LANGUAGES } from './format';
import type { LanguageChoice } from './messages';

/** In local storage and not with the rest: it has to be known before the first paint. */
const KEY = 'blipscope-language';

/** Shows the page in the language of the last visit, and has the document and the next visit follow what is chosen. */
export async function followLanguage(store: AppStore): Promise<void> {
  store.subscribe(({ language: { messages, choice: languageChoice } }, before) => {
    if (messages !== before.language.messages) nameDocument(store);
    if (languageChoice !== before.language.choice) keepChoice(languageChoice);
  });
  await store.getState().language.choose(storedChoice());
  nameDocument(store);
}

function nameDocument({ getState }: AppStore): void {
  const { format, page } = getState().language.messages;
  document.documentElement.lang = format.language;
  document.title = page.title;
  document.querySelector('meta[name="description"]')?.setAttribute('content', page.description);
}

/** A browser that stores nothing for the page throws. */
function keepChoice(choice: LanguageChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It lasts as long as the page.
  }
}

function storedChoice(): LanguageChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return LANGUAGES.find((language) => language === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}
