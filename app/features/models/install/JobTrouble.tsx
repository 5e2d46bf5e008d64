import type { WireError } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import { Discard } from '../library/Discard';
import { useModelPicker } from '../ModelPicker';
import { recoveryAction, vocabularyText } from '../recovery-actions';
import { Trouble } from '../Trouble';
import { TokenField } from './HubAccess';
import type { Job } from './jobs.slice';
import type { Wanted } from './wanted';

/** A model that could not be added, why, and what to do; what was downloaded is still there. */
export function JobTrouble({ job, error }: { job: Job; error: WireError }) {
  const { getState } = useAppStore();
  const pick = useModelPicker();
  const endpoint = useApp((state) => state.review.hubEndpoint);
  const { id, task, name } = job;
  const again = { label: 'Try again', act: () => getState().jobs.resume(id) };
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
    name: { label: 'Remove it from the list', act: dismiss },
    files: {
      label: 'Choose other files',
      act: () => {
        dismiss();
        pick.files();
      },
    },
    'other-size': { label: 'Choose another size', act: then(reviewModel) },
    vocabulary: { label: vocabularyText(endpoint), act: then(reviewWithVocabulary) },
  };
  const way = recoveryAction(error.code);
  return (
    <Trouble title={`${name} could not be added.`} error={error} action={actions[way]}>
      {way === 'token' && <TokenField />}
      {way !== 'name' && <Discard name={name} job={job} />}
    </Trouble>
  );
}
