import { Button, Loader, Radio } from '@mantine/core';
import { hostOf } from '../../../../core/hub-address';
import type { CheckpointInfo, WireError } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { capabilityLabels, isUsable, missingCapabilities } from '../capability-labels';
import { costText, targetText } from '../device/benchmark-text';
import { benchmarkHere, deviceProfileOf } from '../device/device-profile';
import { MeasuredSpeed } from '../device/MeasuredSpeed';
import { useModelPicker } from '../ModelPicker';
import classes from '../models.module.css';
import { recoveryAction } from '../recovery-actions';
import { Trouble } from '../Trouble';
import { bytesNeeded, dtypesFor } from './dtypes';
import { EndpointField, TokenField } from './HubAccess';
import type { Review as ReviewData } from './review.slice';
import { nameOf, type Wanted } from './wanted';

/** What a model is and what it would take, before anything large happens. */
export function Review() {
  const review = useApp((state) => state.review.current);
  const m = useMessages().models.review;
  if (!review) return null;
  const { wanted, info, error } = review;
  return (
    <div className={classes.review}>
      <div>
        <h3 className={classes.reviewName}>{nameOf(wanted)}</h3>
        <p className={classes.facts}>{originText(m, wanted)}</p>
      </div>
      {error && <ReviewTrouble wanted={wanted} error={error} />}
      {!info && !error && (
        <p role="status" className={classes.looking}>
          <Loader size="xs" color="gray" /> {m.looking}
        </p>
      )}
      {info && <Decision review={review} info={info} />}
    </div>
  );
}

function originText(m: Messages['models']['review'], wanted: Wanted): string {
  if (wanted.kind === 'files') return m.files({ count: wanted.files.length });
  const { id, revision, endpoint } = wanted;
  const host = hostOf(endpoint);
  return revision === 'main' ? m.hub({ id, host }) : m.hubRevision({ id, revision, host });
}

function ReviewTrouble({ wanted, error }: { wanted: Wanted; error: WireError }) {
  const { review, recovery } = useMessages().models;
  const { getState } = useAppStore();
  const pick = useModelPicker();
  const again = () => void getState().review.open(wanted);
  const back = { label: recovery.otherModel, act: () => getState().review.close() };
  const endpoint = useApp((state) => state.review.hubEndpoint);
  const getVocabulary = {
    label: recovery.vocabulary({ host: hostOf(endpoint) }),
    act: () => void getState().review.openWithVocabulary(wanted),
  };
  const other = wanted.kind === 'files' ? { label: recovery.otherFiles, act: pick.files } : back;
  const way = recoveryAction(error.code);
  const action = {
    again: { label: recovery.again, act: again },
    token: { label: recovery.token, act: again },
    space: { label: recovery.space, act: back.act },
    name: other,
    'other-size': other,
    files: other,
    vocabulary: wanted.kind === 'files' ? getVocabulary : other,
  }[way];
  return (
    <>
      {way === 'token' && <TokenField />}
      <Trouble title={review.failed} error={error} action={action} />
      {error.code === 'network' && <EndpointField />}
    </>
  );
}

function Decision({ review, info }: { review: ReviewData; info: CheckpointInfo }) {
  const messages = useMessages();
  const m = messages.models.review;
  const { getState } = useAppStore();
  const profile = useApp((state) => deviceProfileOf(state, review.target));
  const benchmark = useApp(benchmarkHere);
  const { dtype, wanted } = review;
  const missing = missingCapabilities(info.capabilities);
  const needed = bytesNeeded(info, dtype);
  const short = needed !== null && profile.freeBytes !== null && needed > profile.freeBytes;
  return (
    <>
      <dl className={classes.table}>
        <dt>{m.facts.does}</dt>
        <dd>{capabilityLabels(messages, info.capabilities)}</dd>
        {missing.length > 0 && (
          <>
            <dt>{m.facts.doesNot}</dt>
            <dd>{messages.models.others({ capabilities: missing })}</dd>
          </>
        )}
        {wanted.kind === 'hub' && (
          <>
            <dt>{m.facts.download}</dt>
            <dd>{downloadText(messages, info)}</dd>
          </>
        )}
        <dt>{m.facts.target}</dt>
        <dd>{targetText(messages, review.target, benchmark)}</dd>
        {profile.freeBytes !== null && (
          <>
            <dt>{m.facts.free}</dt>
            <dd>{messages.format.bytes(profile.freeBytes)}</dd>
          </>
        )}
      </dl>
      {info.inferred.length > 0 && <Inferred lines={info.inferred} />}
      {!isUsable(info.capabilities) && <p className={classes.warning}>{m.unusable}</p>}
      <Replaces info={info} review={review} />
      <DtypeChoice review={review} info={info} />
      {short && (
        <p role="alert" className={classes.warning}>
          {m.noRoom({ bytes: needed })}
        </p>
      )}
      <div className={classes.actions}>
        <Button onClick={() => getState().review.install()}>
          {info.downloadedBytes > 0 ? m.resumeInstall : m.install}
        </Button>
        <Button variant="default" onClick={() => getState().review.close()}>
          {m.notNow}
        </Button>
      </div>
    </>
  );
}

function downloadText(
  { format, models }: Messages,
  { downloadBytes, downloadedBytes }: CheckpointInfo,
): string {
  if (downloadedBytes === 0) return format.bytes(downloadBytes);
  const left = downloadBytes - downloadedBytes;
  return models.review.resume({ left, done: downloadedBytes, total: downloadBytes });
}

/** What was inferred, in the words of the worker. */
function Inferred({ lines }: { lines: readonly string[] }) {
  const m = useMessages().models.review;
  return (
    <details className={classes.inferred}>
      <summary>{m.inferred({ count: lines.length })}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line} lang="en">
            {line}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Replaces({ info, review: { dtype, target } }: { info: CheckpointInfo; review: ReviewData }) {
  const m = useMessages().models.review;
  const same = useApp(
    ({ library }) =>
      library.contents?.bundles.some(
        (bundle) => bundle.id === info.id && bundle.dtype === dtype && bundle.target === target,
      ) ?? false,
  );
  return same ? <p className={classes.warning}>{m.installed}</p> : null;
}

function DtypeChoice({ review, info }: { review: ReviewData; info: CheckpointInfo }) {
  const messages = useMessages();
  const m = messages.models.review;
  const { getState } = useAppStore();
  const profile = useApp((state) => deviceProfileOf(state, review.target));
  const { matmuls } = profile;
  const measuring = useApp(({ benchmark }) => benchmark.status === 'running');
  const choices = dtypesFor(info, profile);
  return (
    <Radio.Group
      label={m.dtype}
      description={review.reason && m.proposed[review.reason]}
      value={review.dtype}
      onChange={(value) => {
        const chosen = choices.find((dtype) => dtype === value);
        if (chosen) getState().review.setDtype(chosen);
      }}
    >
      <div className={classes.dtypes}>
        {choices.map((dtype) => {
          const bytes = info.bundleBytes[dtype];
          // While it is measured the space is reserved, so that nothing moves under a finger when it is known.
          const cost =
            costText(messages, matmuls, dtype, info.work) ??
            (measuring && dtype !== 'fp32' ? m.measuringOne : null);
          return (
            <Radio
              key={dtype}
              value={dtype}
              label={bytes === undefined ? m.dtypeOption({ dtype }) : m.dtypeOptionBytes({ dtype, bytes })}
              description={[m.dtypeMeans[dtype], cost].filter(Boolean).join(' ')}
            />
          );
        })}
        <MeasuredSpeed matmuls={matmuls} dtype={review.dtype} work={info.work} />
      </div>
    </Radio.Group>
  );
}
