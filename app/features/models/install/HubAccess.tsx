import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useApp, useAppStore } from '../../../store/react';
import classes from '../models.module.css';
import { HUB, hostOf, parseEndpoint } from './hub-id';

/** Where the hub is. */
export function EndpointField() {
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
      label="Hub address"
      description={`${HUB}, or a mirror of it. The page asks for models there and nowhere else.`}
      placeholder={HUB}
      type="url"
      value={draft}
      error={parsed ? null : 'Write an address that begins with https://.'}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={settle}
    />
  );
}

/** For models that are not for everybody. */
export function TokenField() {
  const { getState } = useAppStore();
  const { token, host } = useApp((state) => ({
    token: state.review.hubToken,
    host: hostOf(state.review.hubEndpoint),
  }));
  return (
    <PasswordInput
      className={classes.token}
      label="Access token"
      description={`Only for private models and those with terms. Sent to ${host} only, and forgotten when the page closes.`}
      placeholder="hf_…"
      autoComplete="off"
      value={token}
      onChange={({ currentTarget }) => getState().review.setHubToken(currentTarget.value.trim())}
    />
  );
}
