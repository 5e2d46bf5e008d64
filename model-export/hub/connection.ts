import { connectionLost, FetchError, refusal } from './errors.ts';
import { IdleWatch } from './idle-watch.ts';
import { type RetryOptions, retrying, type Sleep, sleep } from './retry.ts';

export interface HubAccess {
  /** Of the hub or of a mirror, e.g. `https://huggingface.co`. */
  endpoint: string;
  /** Kept in memory only, and sent to the endpoint only. */
  token?: string;
  /** In a page with `cache: 'no-store'`: what the store keeps need not be in the browser's cache too. */
  fetch: typeof fetch;
  signal?: AbortSignal;
  /** For tests. */
  sleep?: Sleep;
  /** A connection that brings nothing for so long counts as lost. */
  idleMs?: number;
}

const IDLE_MS = 45_000;

/** An answer, its body not read yet. */
export interface HubReply {
  readonly status: number;
  readonly headers: Headers;
  /**
   * The body as it arrives.
   * @throws {FetchError} ('offline') where the connection breaks or stalls
   */
  pieces(): AsyncGenerator<Uint8Array>;
  /** In place of reading it. */
  cancel(): Promise<void>;
}

/**
 * The one way to the network. Requests go to the endpoint and to nowhere else; for the contents of large files it
 * redirects to its own storage, which `fetch` follows without the token.
 */
export class HubConnection {
  readonly endpoint: string;
  readonly host: string;
  readonly #access: HubAccess;

  /** @throws {FetchError} 'bad-settings' */
  constructor(access: HubAccess) {
    const url = parseEndpoint(access.endpoint);
    if (access.token && !isConfidential(url)) {
      throw new FetchError('bad-settings', `The access token is not sent to ${url.host} without https.`);
    }
    this.endpoint = access.endpoint.replace(/\/+$/, '');
    this.host = url.host;
    this.#access = access;
  }

  /**
   * The answer, when it is a success; `what` names what is asked for.
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
    if (response.ok) {
      const { status, headers } = response;
      return { status, headers, cancel, pieces: () => this.#pieces(response, watch) };
    }
    await cancel();
    throw refusal(response, what, this.host);
  }

  /** As `get`, with all of the body read. */
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

  /** Tells a broken connection from whatever goes wrong while a piece is being stored. */
  async *#pieces({ body }: Response, watch: IdleWatch): AsyncGenerator<Uint8Array> {
    watch.wait();
    try {
      if (!body) return;
      for await (const piece of body) {
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

function parseEndpoint(endpoint: string): URL {
  try {
    const url = new URL(endpoint);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // One error serves for whatever is no address.
  }
  throw new FetchError(
    'bad-settings',
    `"${endpoint}" is no address of a hub. It looks like https://huggingface.co.`,
  );
}

function isConfidential({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
