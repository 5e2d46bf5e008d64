import type { CheckpointSource, PendingDownload, PickedFile } from '../../../../core/protocol';

/** A source as the store keeps it: without the access token, which is added when it is asked for. */
export type Wanted =
  | Omit<Extract<CheckpointSource, { kind: 'hub' }>, 'token'>
  | Extract<CheckpointSource, { kind: 'files' }>;

/** Where a person's access token belongs, and nowhere else. */
export interface Access {
  hubEndpoint: string;
  hubToken: string;
}

export function sourceOf(wanted: Wanted, { hubEndpoint, hubToken }: Access): CheckpointSource {
  if (wanted.kind === 'files') return wanted;
  return { ...wanted, token: wanted.endpoint === hubEndpoint && hubToken ? hubToken : null };
}

/** Whether the bytes that an earlier attempt left are of this source. */
export function isOf(wanted: Wanted, { id, revision, endpoint }: PendingDownload): boolean {
  return (
    wanted.kind === 'hub' && wanted.id === id && wanted.revision === revision && wanted.endpoint === endpoint
  );
}

/** A model as a person calls it: without its owner. */
export function shortName(id: string): string {
  return id.split('/').at(-1) || id;
}

export function nameOf(wanted: Wanted): string {
  return wanted.kind === 'hub' ? shortName(wanted.id) : wanted.name;
}

/** The folder that all files lie in; null for loose files. */
export function commonFolder(files: readonly PickedFile[]): string | null {
  const folder = files[0]?.path.split('/').slice(0, -1)[0];
  return folder && files.every(({ path }) => path.startsWith(`${folder}/`)) ? folder : null;
}
