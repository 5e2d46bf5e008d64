import { piecesOf } from '../../core/pieces-of.ts';
import { connectionLost, FetchError, pageInstead, refusal } from './errors.ts';
import { IdleWatch } from './idle-watch.ts';
import { type RetryOptions, retrying, type Sleep, sleep } from './retry.ts';

export interface HubAccess {
  /** The hub or a mirror, e.g. `https://huggingface.co`. */
  endpoint: string;
  /** Held in memory only, and sent to the endpoint only. */
  token?: string;
  /** In a page with `cache: 'no-store'`: persisted files need not be in the browser's cache too. */
  fetch: typeof fetch;
  signal?: AbortSignal;
  /** For tests. */
  sleep?: Sleep;
  /** A connection without data for this long counts as lost. */
  idleMs?: number;
}

const IDLE_MS = 45_000;

/** A response whose body is not read yet. */
export interface HubReply {
  readonly status: number;
  readonly headers: Headers;
  /**
   * The body as it arrives.
   * @throws {FetchError} ('offline') where the connection breaks or stalls
   */
  pieces(): AsyncGenerator<Uint8Array>;
  /** Discards the body. */
  cancel(): Promise<void>;
}

/**
 * All network access. Requests go only to the endpoint, which redirects to its storage for large files; `fetch`
 * follows without the token.
 */
export class HubConnection {
  readonly endpoint: string;
  readonly host: string;
  readonly #access: HubAccess;

  /**
   * Checks the endpoint.
   * @throws {FetchError} ('bad-settings')
   */
  constructor(access: HubAccess) {
    const url = parseEndpoint(access.endpoint);
    if (access.token && !isConfidential(url)) {
      throw new FetchError('bad-settings', `The access token is not sent to ${url.host} without https.`);
    }
    this.endpoint = access.endpoint.replace(/\/+$/, '');
    this.host = url.host;
    this.#access = access;
  }

  /** Aborts everything. */
  get signal(): AbortSignal | undefined {
    return this.#access.signal;
  }

  /**
   * The response, if successful; `what` names the requested file.
   * @throws {FetchError}
   */
  async get(url: string, what: string, headers: Record<string, string> = {}): Promise<HubReply> {
    if (!url.startsWith(`${this.endpoint}/`)) {
      throw new FetchError('bad-settings', `${this.host} refers to ${url}, which is not at the endpoint.`);
    }
    const watch = new IdleWatch(this.#access.idleMs ?? IDLE_MS, this.#access.signal);
    const response = await this.#fetch(url, headers, watch);
    const cancel = async () => {
      watch.end();
      await response.body?.cancel();
    };
    if (response.ok && isPage(response)) {
      await cancel();
      throw pageInstead(what, this.host);
    }
    if (response.ok) {
      const { status, headers } = response;
      return { status, headers, cancel, pieces: () => this.#pieces(response, watch) };
    }
    await cancel();
    throw refusal(response, what, this.host);
  }

  /**
   * As `get`, but reads the body as text.
   * @throws {FetchError}
   */
  async getText(url: string, what: string): Promise<{ text: string; headers: Headers }> {
    const reply = await this.get(url, what, { accept: 'application/json' });
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of reply.pieces()) text += decoder.decode(piece, { stream: true });
    return { text: text + decoder.decode(), headers: reply.headers };
  }

  retrying<T>(attempt: () => Promise<T>, progress?: RetryOptions['progress']): Promise<T> {
    const { signal, sleep: wait = sleep } = this.#access;
    return retrying(attempt, { signal, sleep: wait, progress });
  }

  async #fetch(url: string, headers: Record<string, string>, watch: IdleWatch): Promise<Response> {
    const { token } = this.#access;
    watch.wait();
    try {
      return await this.#access.fetch(url, {
        headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers,
        signal: watch.signal,
      });
    } catch (error) {
      watch.end();
      throw connectionLost(this.host, error);
    } finally {
      watch.rest();
    }
  }

  /** Distinguishes a broken connection from errors of the consumer. */
  async *#pieces({ body }: Response, watch: IdleWatch): AsyncGenerator<Uint8Array> {
    watch.wait();
    try {
      if (!body) return;
      for await (const piece of piecesOf(body)) {
        watch.rest();
        yield piece;
        watch.wait();
      }
    } catch (error) {
      throw connectionLost(this.host, error);
    } finally {
      watch.end();
    }
  }
}

/** Nothing that is asked for is one: networks that ask for a login answer everything with their page. */
function isPage({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

function parseEndpoint(endpoint: string): URL {
  try {
    const url = new URL(endpoint);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // The error below covers everything that is not a URL.
  }
  throw new FetchError(
    'bad-settings',
    `"${endpoint}" is not the address of a hub. It looks like https://huggingface.co.`,
  );
}

function isConfidential({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
