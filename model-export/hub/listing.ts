import { type ListFileEntry, listFiles, modelInfo } from '@huggingface/hub';
import { isHubId } from '../../core/hub-address.ts';
import { ANSWERER_FOLDER } from '../checkpoint/answerer.ts';
import { MATCHER_FOLDER } from '../checkpoint/mixture.ts';
import { findWeights, isIndex, partsOf, SUB_FOLDER_FILES } from '../checkpoint/open.ts';
import { SETTINGS_FILES } from '../checkpoint/read-settings.ts';
import type { HubConnection } from './connection.ts';
import { FetchError } from './errors.ts';

/** 'sha256' of the contents for large files (Git LFS, Xet); else Git's name of the blob, a SHA-1. */
export interface Digest {
  algorithm: 'sha256' | 'git-sha1';
  hex: string;
}

export interface HubFile {
  path: string;
  size: number;
  digest: Digest;
}

/** What there is to fetch of a checkpoint. */
export interface HubListing {
  id: string;
  /** That the revision stands for now; all files are of this commit. */
  commit: string;
  files: HubFile[];
}

/**
 * The files of a model that a BLIP checkpoint consists of: configuration, tokenizer, preprocessor, weights in one
 * format (safetensors if available), and the files of a matcher and an answerer in their sub-folders.
 * @throws {FetchError}
 * @throws {CheckpointError} when there are no weights
 */
export async function listCheckpoint(
  id: string,
  revision: string,
  connection: HubConnection,
): Promise<HubListing> {
  if (!isHubId(id))
    throw new FetchError('bad-settings', `"${id}" is not a model id, which looks like owner/name.`);
  const common = { hubUrl: connection.endpoint, fetch: apiFetch(connection, `model ${id} (${revision})`) };
  try {
    const { sha } = await modelInfo({ ...common, name: id, revision, additionalFields: ['sha'] });
    if (!isHex(sha, 40)) throw unexpected(connection);
    const entriesIn = (folder?: string) =>
      collect(listFiles({ ...common, repo: { type: 'model', name: id }, revision: sha, path: folder }));
    const entries = await entriesIn();
    for (const folder of [MATCHER_FOLDER, ANSWERER_FOLDER]) {
      if (!entries.some(({ type, path }) => type === 'directory' && path === folder)) continue;
      entries.push(...(await entriesIn(folder)));
    }
    const files = entries
      .filter(({ type }) => type === 'file')
      .map((entry) => checkedFile(entry, connection));
    return { id, commit: sha, files: selectFiles(files) };
  } catch (error) {
    if (error instanceof SyntaxError) throw unexpected(connection, error);
    throw error;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** For the hub's library: retries, the token and errors are the connection's. */
function apiFetch(connection: HubConnection, what: string): typeof fetch {
  return async (input) => {
    const url = String(input);
    const { text, headers } = await connection.retrying(() => connection.getText(url, what));
    return new Response(text, { headers });
  };
}

/** Where the contents of a listing's file are; each part of its path is encoded, the slashes between them are not. */
export function urlOf({ id, commit }: HubListing, path: string, { endpoint }: HubConnection): string {
  return `${endpoint}/${id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function selectFiles(files: readonly HubFile[]): HubFile[] {
  const names = files.map(({ path }) => path);
  const weights = findWeights(names);
  const parts = isIndex(weights) ? partsOf(names, weights) : [];
  const needed = new Set([...SETTINGS_FILES, weights, ...parts, ...SUB_FOLDER_FILES]);
  return files.filter(({ path }) => needed.has(path));
}

/** What the library hands on is what the server sent, whatever the types say. */
function checkedFile({ path, size, oid, lfs }: ListFileEntry, connection: HubConnection): HubFile {
  const digest: Digest = lfs
    ? { algorithm: 'sha256', hex: lfs.oid }
    : { algorithm: 'git-sha1', hex: oid ?? '' };
  const isFile = typeof path === 'string' && Number.isSafeInteger(size) && size >= 0;
  if (!isFile || !isHex(digest.hex, lfs ? 64 : 40)) throw unexpected(connection);
  return { path, size, digest };
}

function isHex(text: unknown, length: number): text is string {
  return typeof text === 'string' && text.length === length && /^[0-9a-f]+$/.test(text);
}

function unexpected({ host }: HubConnection, cause?: unknown): FetchError {
  return new FetchError(
    'unavailable',
    `${host} does not answer as a Hugging Face hub does. Check the endpoint, and whether the network asks for a login.`,
    { cause },
  );
}
