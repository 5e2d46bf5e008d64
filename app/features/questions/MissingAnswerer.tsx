import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { InstalledBundle } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { answererChoice } from '../models/active/answerer.selectors';
import type { Job } from '../models/install/jobs.slice';
import { RECOMMENDED } from '../models/install/recommended';
import { nameOf, shortName } from '../models/install/wanted';
import { usesOf } from '../models/library/uses';
import { jobInFront, jobText } from '../models/ModelsButton';
import classes from './questions.module.css';

interface MissingProps {
  /** Asks the question that was typed, once a model that answers is installed. */
  onGet: () => void;
  /** Asks it of the model that was chosen. */
  onUse: () => void;
}

/** Says that no model answers, and how one is had: one of this device, or the recommended one. */
export function MissingAnswerer({ onGet, onUse }: MissingProps) {
  const isMissing = useApp((state) => state.model.status === 'ready' && answererChoice(state) === null);
  const known = useApp(({ library }) => library.contents !== null);
  const { getState } = useAppStore();
  useEffect(() => {
    if (isMissing && !known) void getState().library.refresh();
  }, [isMissing, known, getState]);
  const here = useApp(answererHere);
  const fresh = useApp(freshAnswerer);
  if (fresh) return <UseInstalled bundle={fresh} isMissing={isMissing} onUse={onUse} />;
  if (!isMissing || !known) return null;
  return here ? <UseInstalled bundle={here} isMissing onUse={onUse} /> : <GetRecommended onGet={onGet} />;
}

function answererHere({ library }: App): InstalledBundle | undefined {
  return library.contents?.bundles.find(({ capabilities }) => capabilities.includes('answer'));
}

/** One that was installed in this visit and is not in use. */
function freshAnswerer(state: App): InstalledBundle | undefined {
  const { contents, freshKey } = state.library;
  if (state.model.status !== 'ready') return undefined;
  return contents?.bundles.find(
    ({ key, capabilities }) =>
      key === freshKey &&
      capabilities.includes('answer') &&
      !usesOf(state, { kind: 'installed', key }).answered,
  );
}

interface UseProps extends Pick<MissingProps, 'onUse'> {
  bundle: InstalledBundle;
  /** Whether no other model answers. */
  isMissing: boolean;
}

function UseInstalled({ bundle: { key, id }, isMissing, onUse }: UseProps) {
  const { getState } = useAppStore();
  const { missing: m } = useMessages().questions;
  const name = shortName(id);
  const use = () => {
    getState().library.setFreshKey(null);
    void getState().answerer.use({ kind: 'installed', key });
    onUse();
  };
  return (
    <div className={classes.missing}>
      <p>{isMissing ? m.text : m.fresh({ name })}</p>
      <Button onClick={use}>{m.use({ name })}</Button>
    </div>
  );
}

/** One button for both, so that the focus finds it again when the manager is closed. */
function GetRecommended({ onGet }: Pick<MissingProps, 'onGet'>) {
  const { getState } = useAppStore();
  const { questions, models, common } = useMessages();
  const { missing: m } = questions;
  const [model] = RECOMMENDED.filter(({ capability }) => capability === 'answer');
  const job = useApp(awaitedJob);
  const waiting = useApp(({ questions: { waiting } }) => waiting?.question.text);
  if (!model) return <p className={classes.missing}>{m.text}</p>;
  const { id, downloadBytes: bytes } = model;
  const { name } = models.add.recommended[id];
  const look = () => {
    onGet();
    getState().library.openDialog();
    const endpoint = getState().review.hubEndpoint;
    if (!job) void getState().review.open({ kind: 'hub', id, revision: 'main', endpoint });
  };
  return (
    <div className={classes.missing}>
      <p role="status">
        {job ? `${jobText(models, job)}. ` : m.offer({ name, bytes })}
        {job && waiting !== undefined && m.waiting({ question: waiting })}
      </p>
      <Button aria-label={job ? undefined : m.getNamed({ name })} onClick={look}>
        {job ? common.openModels : m.get}
      </Button>
    </div>
  );
}

/** What is being installed while a question waits, else the recommended model if it is on its way. */
function awaitedJob({ jobs, questions }: App): Job | null {
  if (questions.waiting) return jobInFront({ jobs });
  const recommended = RECOMMENDED.find(({ capability }) => capability === 'answer');
  const isIt = ({ task }: Job) =>
    task.kind === 'install' && nameOf(task.wanted) === shortName(recommended?.id ?? '');
  return jobs.items.find(isIt) ?? null;
}
