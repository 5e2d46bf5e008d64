import { NativeSelect } from '@mantine/core';
import { useApp, useAppStore } from '../store/react';
import { LANGUAGES } from './format';
import { LANGUAGE_NAMES, preferredLanguage } from './messages';
import { useMessages } from './use-messages';

/** Chooses the language of the page. */
export function LanguageSelect() {
  const { getState } = useAppStore();
  const { language } = useMessages();
  const choice = useApp(({ language }) => language.choice);
  const name = LANGUAGE_NAMES[preferredLanguage(navigator.languages)];
  return (
    <NativeSelect
      label={language.label}
      data={[
        { value: 'auto', label: language.auto({ name }) },
        ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
      ]}
      value={choice}
      onChange={({ currentTarget: { value } }) =>
        void getState().language.choose(LANGUAGES.find((one) => one === value) ?? 'auto')
      }
    />
  );
}
