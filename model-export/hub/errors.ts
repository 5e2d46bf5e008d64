/**
 * 'unauthorized' covers private and gated models, 'unavailable' a failing server, 'damaged' bytes that differ from
 * the hub's announcement, 'bad-settings' an invalid address or name.
 */
export type FetchErrorCode =
  | 'offline'
  | 'not-found'
  | 'unauthorized'
  | 'rate-limited'
  | 'unavailable'
  | 'damaged'
  | 'bad-settings';

/** What else is known of the failure. */
export interface FetchErrorOptions extends ErrorOptions {
  /** The same request may succeed later. */
  passing?: boolean;
  /** The server's retry delay, in milliseconds from now. */
  retryAfterMs?: number;
}

/** Something could not be fetched from the hub. Earlier downloads are kept unless the message says otherwise. */
export class FetchError extends Error {
  override name = 'FetchError';
  readonly passing: boolean;
  readonly retryAfterMs: number | null;

  constructor(
    readonly code: FetchErrorCode,
    message: string,
    { passing = false, retryAfterMs, ...options }: FetchErrorOptions = {},
  ) {
    super(message, options);
    this.passing = passing;
    this.retryAfterMs = retryAfterMs ?? null;
  }
}

/** The connection could not be made, or broke. */
export function connectionLost(host: string, cause?: unknown): FetchError {
  return new FetchError(
    'offline',
    `${host} cannot be reached, or the connection broke. Check the network and try again: what was downloaded is kept.`,
    { cause, passing: true },
  );
}

/** The reply is not what was asked for. */
export function wrongReply(host: string, path: string, cause?: unknown): FetchError {
  return new FetchError(
    'damaged',
    `${host} sends other bytes of ${path} than it is asked for. A proxy may be at fault: try another network or endpoint.`,
    { cause, passing: true },
  );
}

export function pageInstead(what: string, host: string): FetchError {
  return new FetchError(
    'unavailable',
    `${host} sends a web page in place of ${what}. Check the endpoint, and whether the network asks for a login: log in there and try again, what was downloaded is kept.`,
  );
}

/** For an answer that is no success; `what` names what was asked for. */
export function refusal(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  what: string,
  host: string,
): FetchError {
  const cause = `HTTP status ${status}`;
  // The hub answers 401 for models it does not have, so as not to tell which private ones exist.
  const reason = headers.get('x-error-code');
  if (status === 404 || reason === 'RepoNotFound') {
    return new FetchError(
      'not-found',
      `${host} has no ${what} for all to see. Check the spelling; a private model needs an access token.`,
      { cause },
    );
  }
  if (status === 401 || status === 403) {
    return new FetchError(
      'unauthorized',
      `${host} does not give ${what} to everybody, or has none. Check the spelling; accept the model's terms on its page, and use an access token (HF_TOKEN) that may read it.`,
      { cause },
    );
  }
  if (status === 429) {
    return new FetchError('rate-limited', `${host} has had too many requests. Wait a while and try again.`, {
      cause,
      passing: true,
      retryAfterMs: retryAfter(headers),
    });
  }
  // The file is shorter there than it is listed.
  if (status === 416) return wrongReply(host, what, cause);
  return new FetchError(
    'unavailable',
    `${host} answered ${status} when asked for ${what}. Try again later: what was downloaded is kept.`,
    { cause, passing: status >= 500, retryAfterMs: retryAfter(headers) },
  );
}

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3). */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
