import type { AppStore } from '../store/app-state';
import { scopedName } from '../store/scope';
import { readStored, writeStored } from '../store/scoped-storage';
import { LANGUAGES } from './format';
import type { LanguageChoice } from './messages';

/** In local storage and not with the rest: it has to be known before the first paint. */
const KEY = 'blipscope-language';

/** Shows the page in the language of the last visit, and has the document and the next visit follow what is chosen. */
export async function followLanguage(store: AppStore): Promise<void> {
  store.subscribe(({ language: { messages, choice: languageChoice } }, before) => {
    if (messages !== before.language.messages) nameDocument(store);
    if (languageChoice !== before.language.choice) writeStored(KEY, languageChoice);
  });
  // Another tab chose.
  window.addEventListener('storage', ({ key }) => {
    if (key === scopedName(KEY)) void store.getState().language.choose(storedChoice());
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

function storedChoice(): LanguageChoice {
  const stored = readStored(KEY);
  return LANGUAGES.find((language) => language === stored) ?? 'auto';
}
