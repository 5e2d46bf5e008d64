/** The files of the shell, and what makes a stored or served file one of them. */

/** A file of the shell, as the build lists it. */
export interface ShellFile {
  url: string;
  /** Null for a name that changes with the content. */
  revision: string | null;
  /** Lower-case hex. */
  sha256: string;
  /** Stored when it is first used, and not when the shell is. */
  onDemand?: boolean;
}

/** Stored with each file, so that later versions of the service worker can check it too. */
const HASH_HEADER = 'Blipscope-SHA-256';

/**
 * Fetches a file of the shell.
 * @throws if the host answers with anything else: its start page, part of the file, or a file of another version.
 */
export async function fetchShellFile(url: string, file: ShellFile): Promise<Response> {
  if (file.revision !== null) return checkedCopy(await fetch(url, { cache: 'no-cache' }), url, file);
  try {
    return await checkedCopy(await fetch(url), url, file);
  } catch {
    // The browser's own cache may have another answer for good.
    return checkedCopy(await fetch(url, { cache: 'reload' }), url, file);
  }
}

/**
 * The answer as it is stored.
 * @throws if it is not the file.
 */
export async function checkedCopy(response: Response, url: string, { sha256 }: ShellFile): Promise<Response> {
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}.`);
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) !== sha256) throw new Error(`${url} answered with other bytes than were built.`);
  const headers = new Headers(response.headers);
  headers.set(HASH_HEADER, sha256);
  return new Response(bytes, { headers });
}

/** Whether a stored file is what it was; `sha256` is by default the hash that was stored with it. */
export async function isIntact(
  stored: Response,
  sha256: string | null = stored.headers.get(HASH_HEADER),
): Promise<boolean> {
  if (sha256) return (await hashOf(await stored.clone().arrayBuffer())) === sha256;
  // Version 0.1 stored no hashes, and possibly a host's start page.
  return stored.ok && !(stored.headers.get('Content-Type') ?? '').includes('text/html');
}

/** The address without what changes with the content. */
export function withoutHash(url: string): string {
  return url.replace(/-[\w-]{8}(?=\.\w+$)/, '');
}

/** SHA-256 as lower-case hex. Service workers run in secure contexts only, where browsers can compute it. */
export async function hashOf(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
