import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { HUB, hostOf, parseEndpoint } from '../../../../core/hub-address';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import classes from '../models.module.css';

/** Where the hub is. */
export function EndpointField() {
  const m = useMessages().models.add;
  const { getState } = useAppStore();
  const endpoint = useApp((state) => state.review.hubEndpoint);
  const [draft, setDraft] = useState(endpoint);
  const parsed = parseEndpoint(draft || HUB);
  const settle = () => {
    if (!parsed) return;
    getState().review.setHubEndpoint(parsed);
    setDraft(parsed);
  };
  return (
    <TextInput
      label={m.endpoint}
      description={m.endpointHint({ hub: HUB })}
      placeholder={HUB}
      type="url"
      value={draft}
      error={parsed ? null : m.endpointError}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={settle}
    />
  );
}

/** For models that are not for everybody. */
export function TokenField() {
  const m = useMessages().models.add;
  const { getState } = useAppStore();
  const { token, host } = useApp((state) => ({
    token: state.review.hubToken,
    host: hostOf(state.review.hubEndpoint),
  }));
  return (
    <PasswordInput
      className={classes.token}
      label={m.token}
      description={m.tokenHint({ host })}
      placeholder="hf_…"
      autoComplete="off"
      value={token}
      onChange={({ currentTarget }) => getState().review.setHubToken(currentTarget.value.trim())}
    />
  );
}
