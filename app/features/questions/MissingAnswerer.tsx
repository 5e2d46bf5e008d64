import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { InstalledBundle } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { answererChoice } from '../models/active/answerer.selectors';
import { RECOMMENDED } from '../models/install/recommended';
import { nameOf, shortName } from '../models/install/wanted';
import classes from './questions.module.css';

/** Says that no model answers, and how one is had: one of this device, or the recommended one. */
export function MissingAnswerer() {
  const isMissing = useApp((state) => state.model.status === 'ready' && answererChoice(state) === null);
  const known = useApp(({ library }) => library.contents !== null);
  const { getState } = useAppStore();
  useEffect(() => {
    if (isMissing && !known) void getState().library.refresh();
  }, [isMissing, known, getState]);
  const here = useApp(answererHere);
  if (!isMissing || !known) return null;
  return <div className={classes.missing}>{here ? <UseInstalled bundle={here} /> : <GetRecommended />}</div>;
}

function answererHere({ library }: App): InstalledBundle | undefined {
  return library.contents?.bundles.find(({ capabilities }) => capabilities.includes('answer'));
}

function UseInstalled({ bundle: { key, id } }: { bundle: InstalledBundle }) {
  const { getState } = useAppStore();
  const { missing: m } = useMessages().questions;
  return (
    <>
      <p>{m.text}</p>
      <Button onClick={() => void getState().answerer.use({ kind: 'installed', key })}>
        {m.use({ name: shortName(id) })}
      </Button>
    </>
  );
}

function GetRecommended() {
  const { getState } = useAppStore();
  const { questions, models } = useMessages();
  const { missing: m } = questions;
  const [model] = RECOMMENDED.filter(({ capability }) => capability === 'answer');
  const isComing = useApp(({ jobs }) =>
    jobs.items.some(
      ({ task }) => task.kind === 'install' && nameOf(task.wanted) === shortName(model?.id ?? ''),
    ),
  );
  if (!model) return <p>{m.text}</p>;
  const { id, downloadBytes: bytes } = model;
  const { name } = models.add.recommended[id];
  const look = () => {
    const endpoint = getState().review.hubEndpoint;
    getState().library.openDialog();
    if (!isComing) void getState().review.open({ kind: 'hub', id, revision: 'main', endpoint });
  };
  return (
    <>
      <p>{m.offer({ name, bytes })}</p>
      <Button aria-label={m.getNamed({ name })} onClick={look}>
        {m.get}
      </Button>
    </>
  );
}
