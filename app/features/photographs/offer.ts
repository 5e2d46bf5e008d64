/** The model that is offered for photographs, and what installing it takes here. */
import type { Backend, CheckpointInfo, Dtype, InstalledBundle } from '../../../core/protocol';
import type { State } from '../../store/app-state';
import { BASE } from '../models/device/benchmark';
import { deviceProfileOf } from '../models/device/device-profile';
import { bytesNeeded, defaultDtype } from '../models/install/dtypes';
import type { Job } from '../models/install/jobs.slice';
import { RECOMMENDED } from '../models/install/recommended';
import { isOf, type Wanted } from '../models/install/wanted';

/** The first one that is recommended. */
export const PHOTOGRAPH_MODEL = RECOMMENDED[0];

/** As inspecting it at the hub tells; sizes of bundles as in `docs/models.md`. */
const INFO: CheckpointInfo = {
  id: PHOTOGRAPH_MODEL.id,
  revision: null,
  capabilities: ['caption'],
  downloadBytes: PHOTOGRAPH_MODEL.downloadBytes,
  downloadedBytes: 0,
  bundleBytes: { q8: 232e6, q4: 145e6, fp16: 452e6, fp32: 897e6 },
  work: BASE,
  inferred: [],
};

export interface InstallPlan {
  target: Backend;
  dtype: Dtype;
  /** What is still to be downloaded. */
  downloadBytes: number;
  downloadedBytes: number;
  /** Of the model once it is installed. */
  bundleBytes: number;
  /** At the height of the installation. */
  neededBytes: number;
  /** Null where the browser does not report it. */
  freeBytes: number | null;
}

export function wantedModel({ review }: Pick<State, 'review'>): Extract<Wanted, { kind: 'hub' }> {
  return { kind: 'hub', id: PHOTOGRAPH_MODEL.id, revision: 'main', endpoint: review.hubEndpoint };
}

/** What the device benchmark proposes; an earlier attempt that left a download is resumed as it was. */
export function installPlan(state: State): InstallPlan {
  const wanted = wantedModel(state);
  const left = state.library.contents?.downloads.find((download) => isOf(wanted, download));
  const info = { ...INFO, downloadedBytes: left?.downloadedBytes ?? 0 };
  const profile = deviceProfileOf(state, left?.target);
  const { dtype } = left ?? defaultDtype(info, profile);
  return {
    target: profile.target,
    dtype,
    downloadBytes: info.downloadBytes - info.downloadedBytes,
    downloadedBytes: info.downloadedBytes,
    bundleBytes: info.bundleBytes[dtype] ?? 0,
    neededBytes: bytesNeeded(info, dtype) ?? 0,
    freeBytes: profile.freeBytes,
  };
}

/** The job that installs it, whatever its state. */
export function photographJob({ jobs }: Pick<State, 'jobs'>): Job | undefined {
  return jobs.items.find(
    ({ task }) =>
      task.kind === 'install' && task.wanted.kind === 'hub' && task.wanted.id === PHOTOGRAPH_MODEL.id,
  );
}

/** The captioner that was installed last; null where there is none, or that is not known. */
export function installedCaptioner({ library }: Pick<State, 'library'>): InstalledBundle | null {
  const captioners = library.contents?.bundles.filter(({ capabilities }) => capabilities.includes('caption'));
  return captioners?.toSorted((a, b) => b.installedAt - a.installedAt)[0] ?? null;
}
