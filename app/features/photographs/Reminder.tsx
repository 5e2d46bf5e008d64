import { Button } from '@mantine/core';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import notice from '../models/active/model.module.css';
import { shortName } from '../models/install/wanted';
import { installedCaptioner, installPlan } from './offer';

/** The way back for a person who wanted no other model yet. */
export function Reminder() {
  const { captions, photographs: m } = useMessages();
  const { getState } = useAppStore();
  const bytes = useApp((state) => installPlan(state).downloadBytes);
  const installed = useApp(installedCaptioner);
  return (
    <div className={notice.notice}>
      <p className={notice.say}>{captions.demoGuesses}</p>
      {installed ? (
        <Button variant="default" onClick={() => getState().photographs.captionWith(installed.key)}>
          {m.use({ name: shortName(installed.id) })}
        </Button>
      ) : (
        <Button variant="default" onClick={getState().photographs.install}>
          {m.install({ bytes })}
        </Button>
      )}
    </div>
  );
}
