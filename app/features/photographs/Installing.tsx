import { Button, Progress } from '@mantine/core';
import type { WireError } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import notice from '../models/active/model.module.css';
import { percent } from '../models/install/amounts';
import { JobActions, stateText } from '../models/install/Jobs';
import type { Job } from '../models/install/jobs.slice';
import { Discard } from '../models/library/Discard';
import classes from '../models/models.module.css';
import { recoveryAction } from '../models/recovery-actions';
import { Trouble } from '../models/Trouble';

interface InstallingProps {
  job: Job;
  /** Pictures of the strip that wait for it. */
  waiting: number;
}

/** How far the model for photographs is, where its pictures wait. */
export function Installing({ job, waiting }: InstallingProps) {
  const { getState } = useAppStore();
  const { photographs: m, models } = useMessages();
  const meanwhile = useApp((state) => state.photographs.meanwhile);
  const { name, status, progress, error } = job;
  if (status === 'failed' && error) return <Failed job={job} error={error} />;
  const share = progress ? percent(progress.doneBytes, progress.totalBytes) : 0;
  const state = stateText(models.jobs, job);
  return (
    <section aria-label={m.installing({ name })} className={notice.notice}>
      <h3 className={classes.subtitle}>{m.installing({ name })}</h3>
      <p role="status" className={notice.say}>
        {meanwhile ? m.meanwhile : m.wait}
      </p>
      <Progress
        value={share}
        animated={false}
        transitionDuration={150}
        aria-label={models.jobs.progress({ name, state })}
      />
      <p className={classes.facts}>{state}</p>
      <div className={classes.actions}>
        {waiting > 0 && !meanwhile && (
          <Button variant="default" onClick={getState().photographs.captionMeanwhile}>
            {m.captionMeanwhile}
          </Button>
        )}
        <JobActions job={job} stopped={status === 'paused'} />
      </div>
    </section>
  );
}

/** What was downloaded is kept, and the same place goes on. */
function Failed({ job, error }: { job: Job; error: WireError }) {
  const { getState } = useAppStore();
  const { photographs: m, models, common } = useMessages();
  const again = { label: models.recovery.again, act: getState().photographs.install };
  const manage = { label: common.openModels, act: getState().library.openDialog };
  return (
    <Trouble
      title={models.jobs.failed({ name: job.name })}
      error={error}
      action={recoveryAction(error.code) === 'again' ? again : manage}
    >
      {recoveryAction(error.code) !== 'again' && (
        <Button variant="default" onClick={again.act}>
          {again.label}
        </Button>
      )}
      <Button variant="default" onClick={() => getState().photographs.choose('go-on')}>
        {m.goOn}
      </Button>
      <Discard name={job.name} job={job} />
    </Trouble>
  );
}
