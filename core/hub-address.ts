/** Where a model is at a hub. `endpoint` is null when the text named no server. */
export interface HubAddress {
  id: string;
  revision: string;
  endpoint: string | null;
}

const NAME = /^[\w-][\w.-]*$/;
const SHORT_HOST = 'hf.co';
export const DEFAULT_REVISION = 'main';

export const HUB = 'https://huggingface.co';

/**
 * What a person pasted: `owner/name`, `owner/name@revision`, or the address of the model's page, or of a file or a
 * folder on it. Null when it is none of these.
 */
export function parseHubAddress(text: string): HubAddress | null {
  const trimmed = text.trim();
  const url = urlOf(trimmed);
  if (url) return addressOf(url);
  const [path = '', revision = DEFAULT_REVISION] = trimmed.split('@');
  const id = idOf(path.split('/'));
  return id && revision ? { id, revision, endpoint: null } : null;
}

function urlOf(text: string): URL | null {
  const full = /^(www\.)?(huggingface\.co|hf\.co)\//.test(text) ? `https://${text}` : text;
  if (!/^https?:\/\//.test(full) || !URL.canParse(full)) return null;
  return new URL(full);
}

/** `/owner/name`, and then perhaps `tree`, `blob` or `resolve` and a revision. */
function addressOf({ origin, host, pathname }: URL): HubAddress | null {
  const parts = decoded(pathname.split('/').filter(Boolean));
  const [owner = '', name = '', view, ...rest] = parts ?? [];
  const id = idOf([owner, name]);
  if (!id) return null;
  const endpoint = [SHORT_HOST, 'www.huggingface.co'].includes(host) ? HUB : origin;
  // The hub's own references, `refs/pr/3`, have three parts.
  const revision = rest.slice(0, rest[0] === 'refs' ? 3 : 1).join('/');
  const named = view && ['tree', 'blob', 'resolve'].includes(view) && revision;
  return { id, revision: named || DEFAULT_REVISION, endpoint };
}

/** Null if a part has a percent sign that encodes nothing. */
function decoded(parts: readonly string[]): string[] | null {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** `owner/name`, as the hub calls models. */
export function isHubId(text: string): boolean {
  return idOf(text.split('/')) !== null;
}

function idOf(parts: readonly string[]): string | null {
  return parts.length === 2 && parts.every((part) => NAME.test(part)) ? parts.join('/') : null;
}

/** An endpoint as it is stored: without a slash at its end; null when it is no address of a web server. */
export function parseEndpoint(text: string): string | null {
  const url = urlOf(text.trim());
  return url && !url.search && !url.hash ? url.href.replace(/\/+$/, '') : null;
}

/** The server of an endpoint as a person says it. */
export function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}
