import { Button, NativeSelect } from '@mantine/core';
import { LANGUAGES } from '../../i18n/format';
import { LANGUAGE_NAMES, type LanguageChoice, preferredLanguage } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { Setting } from './Setting';
import classes from './settings.module.css';

/** Chooses the language of the page. */
export function LanguageSelect() {
  const { getState } = useAppStore();
  const { language, common } = useMessages();
  const choice = useApp(({ language }) => language.choice);
  const failed = useApp(({ language }) => language.failed);
  const nameOf = (choice: LanguageChoice) =>
    LANGUAGE_NAMES[choice === 'auto' ? preferredLanguage(navigator.languages) : choice];
  return (
    <Setting name={language.label} keys={[]}>
      <NativeSelect
        aria-label={language.label}
        data={[
          { value: 'auto', label: language.auto({ name: nameOf('auto') }) },
          ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        ]}
        value={choice}
        onChange={({ currentTarget: { value } }) =>
          void getState().language.choose(LANGUAGES.find((one) => one === value) ?? 'auto')
        }
      />
      {failed && (
        <p role="alert" className={classes.row}>
          {language.notLoaded({ name: nameOf(failed) })}
          <Button size="compact-md" variant="default" onClick={() => void getState().language.choose(failed)}>
            {common.tryAgain}
          </Button>
        </p>
      )}
    </Setting>
  );
}
