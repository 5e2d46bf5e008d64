import { Button, Loader, Radio } from '@mantine/core';
import type { CheckpointInfo, WireError } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import { capabilityLabels, isUsable } from '../capability-labels';
import { costText, targetText } from '../device/benchmark-text';
import { benchmarkHere, deviceProfileOf } from '../device/device-profile';
import { MeasuredSpeed } from '../device/MeasuredSpeed';
import { useModelPicker } from '../ModelPicker';
import classes from '../models.module.css';
import { recoveryAction, vocabularyText } from '../recovery-actions';
import { Trouble } from '../Trouble';
import { bytesText } from './amounts';
import { bytesNeeded, DTYPE_WORDS, dtypesFor } from './dtypes';
import { EndpointField, TokenField } from './HubAccess';
import { hostOf } from './hub-id';
import type { Review as ReviewData } from './review.slice';
import { nameOf, type Wanted } from './wanted';

/** What a model is and what it would take, before anything large happens. */
export function Review() {
  const review = useApp((state) => state.review.current);
  if (!review) return null;
  const { wanted, info, error } = review;
  return (
    <div className={classes.review}>
      <div>
        <h3 className={classes.reviewName}>{nameOf(wanted)}</h3>
        <p className={classes.facts}>{originText(wanted)}</p>
      </div>
      {error && <ReviewTrouble wanted={wanted} error={error} />}
      {!info && !error && (
        <p role="status" className={classes.looking}>
          <Loader size="xs" color="gray" /> Looking at it…
        </p>
      )}
      {info && <Decision review={review} info={info} />}
    </div>
  );
}

function originText(wanted: Wanted): string {
  if (wanted.kind === 'files')
    return wanted.files.length === 1
      ? 'one file from this device'
      : `${wanted.files.length} files from this device`;
  const revision = wanted.revision === 'main' ? '' : ` at ${wanted.revision}`;
  return `${wanted.id}${revision}, from ${hostOf(wanted.endpoint)}`;
}

function ReviewTrouble({ wanted, error }: { wanted: Wanted; error: WireError }) {
  const { getState } = useAppStore();
  const pick = useModelPicker();
  const again = () => void getState().review.open(wanted);
  const back = { label: 'Choose another model', act: () => getState().review.close() };
  const endpoint = useApp((state) => state.review.hubEndpoint);
  const getVocabulary = {
    label: vocabularyText(endpoint),
    act: () => void getState().review.openWithVocabulary(wanted),
  };
  const other = wanted.kind === 'files' ? { label: 'Choose other files', act: pick.files } : back;
  const way = recoveryAction(error.code);
  const action = {
    again: { label: 'Try again', act: again },
    token: { label: 'Try with this token', act: again },
    space: { label: 'See what can be deleted', act: back.act },
    name: other,
    'other-size': other,
    files: other,
    vocabulary: wanted.kind === 'files' ? getVocabulary : other,
  }[way];
  return (
    <>
      {way === 'token' && <TokenField />}
      <Trouble title="This cannot be installed." error={error} action={action} />
      {error.code === 'network' && <EndpointField />}
    </>
  );
}

function Decision({ review, info }: { review: ReviewData; info: CheckpointInfo }) {
  const { getState } = useAppStore();
  const profile = useApp((state) => deviceProfileOf(state, review.target));
  const benchmark = useApp(benchmarkHere);
  const { dtype, wanted } = review;
  const needed = bytesNeeded(info, dtype);
  const short = needed !== null && profile.freeBytes !== null && needed > profile.freeBytes;
  return (
    <>
      <dl className={classes.table}>
        <dt>What it does</dt>
        <dd>{capabilityLabels(info.capabilities)}</dd>
        {wanted.kind === 'hub' && (
          <>
            <dt>To download</dt>
            <dd>{downloadText(info)}</dd>
          </>
        )}
        <dt>Made ready for</dt>
        <dd>{targetText(review.target, benchmark)}</dd>
        {profile.freeBytes !== null && (
          <>
            <dt>Free here</dt>
            <dd>{bytesText(profile.freeBytes)}</dd>
          </>
        )}
      </dl>
      {info.inferred.length > 0 && <Inferred lines={info.inferred} />}
      {!isUsable(info.capabilities) && (
        <p className={classes.warning}>This page has no use for such a model yet; the command line has.</p>
      )}
      <Replaces info={info} review={review} />
      <DtypeChoice review={review} info={info} />
      {short && (
        <p role="alert" className={classes.warning}>
          There is not enough room: it takes up to {bytesText(needed)} on the way. Choose a smaller size, or
          delete a model you no longer need.
        </p>
      )}
      <div className={classes.actions}>
        <Button onClick={() => getState().review.install()}>
          {info.downloadedBytes > 0 ? 'Go on and install' : 'Install'}
        </Button>
        <Button variant="default" onClick={() => getState().review.close()}>
          Not now
        </Button>
      </div>
    </>
  );
}

function downloadText({ downloadBytes, downloadedBytes }: CheckpointInfo): string {
  if (downloadedBytes === 0) return bytesText(downloadBytes);
  const rest = bytesText(downloadBytes - downloadedBytes);
  return `${rest} more; ${bytesText(downloadedBytes)} of ${bytesText(downloadBytes)} are here already`;
}

function Inferred({ lines }: { lines: readonly string[] }) {
  return (
    <details className={classes.inferred}>
      <summary>There is no config.json; {lines.length} facts were taken from the weights.</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function Replaces({ info, review: { dtype, target } }: { info: CheckpointInfo; review: ReviewData }) {
  const same = useApp(
    ({ library }) =>
      library.contents?.bundles.some(
        (bundle) => bundle.id === info.id && bundle.dtype === dtype && bundle.target === target,
      ) ?? false,
  );
  return same ? <p className={classes.warning}>This very model is on this device already.</p> : null;
}

const MEASURING = 'How long it takes on this device is being measured.';

function DtypeChoice({ review, info }: { review: ReviewData; info: CheckpointInfo }) {
  const { getState } = useAppStore();
  const profile = useApp((state) => deviceProfileOf(state, review.target));
  const { matmuls } = profile;
  const measuring = useApp(({ benchmark }) => benchmark.status === 'running');
  const choices = dtypesFor(info, profile);
  return (
    <Radio.Group
      label="Size and precision"
      description={review.reason}
      value={review.dtype}
      onChange={(value) => {
        const chosen = choices.find((dtype) => dtype === value);
        if (chosen) getState().review.setDtype(chosen);
      }}
    >
      <div className={classes.dtypes}>
        {choices.map((dtype) => {
          const bytes = info.bundleBytes[dtype];
          // While it is measured the place is kept, so that nothing moves under a finger when it is known.
          const cost =
            costText(matmuls, dtype, info.work) ?? (measuring && dtype !== 'fp32' ? MEASURING : null);
          return (
            <Radio
              key={dtype}
              value={dtype}
              iconColor="var(--surface)"
              label={`${DTYPE_WORDS[dtype].name}${bytes === undefined ? '' : `, ${bytesText(bytes)} kept`}`}
              description={`${DTYPE_WORDS[dtype].reason}${cost ? ` ${cost}` : ''}`}
            />
          );
        })}
        <MeasuredSpeed matmuls={matmuls} dtype={review.dtype} work={info.work} />
      </div>
    </Radio.Group>
  );
}
