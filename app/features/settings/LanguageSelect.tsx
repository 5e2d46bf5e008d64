import { NativeSelect } from '@mantine/core';
import { LANGUAGES } from '../../i18n/format';
import { LANGUAGE_NAMES, preferredLanguage } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { Setting } from './Setting';

/** Chooses the language of the page. */
export function LanguageSelect() {
  const { getState } = useAppStore();
  const { language } = useMessages();
  const choice = useApp(({ language }) => language.choice);
  const name = LANGUAGE_NAMES[preferredLanguage(navigator.languages)];
  return (
    <Setting name={language.label} keys={[]}>
      <NativeSelect
        aria-label={language.label}
        data={[
          { value: 'auto', label: language.auto({ name }) },
          ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        ]}
        value={choice}
        onChange={({ currentTarget: { value } }) =>
          void getState().language.choose(LANGUAGES.find((one) => one === value) ?? 'auto')
        }
      />
    </Setting>
  );
}
