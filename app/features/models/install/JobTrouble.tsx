import { hostOf } from '../../../../core/hub-address';
import type { WireError } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { Discard } from '../library/Discard';
import { useModelPicker } from '../ModelPicker';
import { recoveryAction } from '../recovery-actions';
import { Trouble } from '../Trouble';
import { TokenField } from './HubAccess';
import type { Job } from './jobs.slice';
import type { Wanted } from './wanted';

/** A model that could not be added, why, and what to do; what was downloaded is still there. */
export function JobTrouble({ job, error }: { job: Job; error: WireError }) {
  const { getState } = useAppStore();
  const { recovery, jobs } = useMessages().models;
  const pick = useModelPicker();
  const endpoint = useApp((state) => state.review.hubEndpoint);
  const { id, task, name } = job;
  const again = { label: recovery.again, act: () => getState().jobs.resume(id) };
  const dismiss = () => getState().jobs.dismiss(id);
  const { open: reviewModel, openWithVocabulary: reviewWithVocabulary } = getState().review;
  const then = (review: (wanted: Wanted) => Promise<void>) => () => {
    dismiss();
    if (task.kind === 'install') void review(task.wanted);
  };
  const actions = {
    again,
    space: again,
    token: again,
    name: { label: recovery.removeJob, act: dismiss },
    files: {
      label: recovery.otherFiles,
      act: () => {
        dismiss();
        pick.files();
      },
    },
    'other-size': { label: recovery.otherSize, act: then(reviewModel) },
    vocabulary: { label: recovery.vocabulary({ host: hostOf(endpoint) }), act: then(reviewWithVocabulary) },
  };
  const way = recoveryAction(error.code);
  return (
    <Trouble title={jobs.failed({ name })} error={error} action={actions[way]}>
      {way === 'token' && <TokenField />}
      {way !== 'name' && <Discard name={name} job={job} />}
    </Trouble>
  );
}
