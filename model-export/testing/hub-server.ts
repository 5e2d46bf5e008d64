/** For tests: a server with the hub's API and configurable faults. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A fault of one request for contents. */
export type Fault =
  | { kind: 'none' }
  /** The body stalls after that many bytes; the connection breaks at `cut()`, or immediately for 0 bytes. */
  | { kind: 'cut'; after: number }
  /** No response, but an open connection. */
  | { kind: 'silent' }
  /** The complete file, whatever range was requested. */
  | { kind: 'full-file' }
  /** The stated range is off by these numbers. */
  | { kind: 'range'; first?: number; last?: number; total?: number }
  /** A complete response with correct headers but fewer bytes. */
  | { kind: 'short' }
  /** More bytes than were asked for, of unknown length. */
  | { kind: 'long' }
  /** The complete file, compressed on the way. */
  | { kind: 'gzip' }
  /** A range of the compressed file. */
  | { kind: 'gzip-range' }
  /** A network's login, reached by a redirect. */
  | { kind: 'page' }
  /** The right range, which the server does not state. */
  | { kind: 'unstated' }
  | { kind: 'status'; status: number; headers?: Record<string, string> };

export interface ServedRequest {
  path: string;
  authorization: string | undefined;
  /** The bytes of the file that were sent, if any: [start, end). */
  sent?: { file: string; start: number; end: number };
}

interface HostedFile {
  bytes: Uint8Array;
  sha256: string;
  gitSha1: string;
  /** The digest in the listing, if it differs. */
  stated?: string;
  etag: string;
}

const HTML = { 'content-type': 'text/html' };
/** Larger files are stored as on the hub: behind a redirect, with a SHA-256 in the listing. */
const LARGE_BYTES = 10_000;
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

export class HubServer {
  readonly requests: ServedRequest[] = [];
  /** Each request for contents takes the first one. */
  readonly faults: Fault[] = [];
  /** Faults for the contents of one file, by path; these have priority. */
  readonly faultsOf = new Map<string, Fault[]>();
  /** Faults for requests for metadata. */
  readonly apiFaults: Fault[] = [];
  /** Each reply has another `ETag`. */
  newEtags = false;
  /** The required token; without it, requests are refused. */
  token: string | null = null;
  /** The only revision that the model has. */
  revision = 'main';
  /** The host of large files: this server, unless another endpoint is given. */
  storage = '';
  readonly #files = new Map<string, HostedFile>();
  readonly #server: Server;
  #stalled: ServerResponse | null = null;

  private constructor(readonly id: string) {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Hosts one model of these files. */
  static async start(id: string, files: Record<string, Uint8Array>): Promise<HubServer> {
    const hub = new HubServer(id);
    for (const [path, bytes] of Object.entries(files)) hub.put(path, bytes);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  put(path: string, bytes: Uint8Array): void {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const gitSha1 = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    this.#files.set(path, { bytes, sha256, gitSha1, etag: `"${sha256}"` });
  }

  /** Changes fields of a file, for instance its `etag`, or the digest that the listing states. */
  change(path: string, changes: Partial<HostedFile>): void {
    Object.assign(this.#files.get(path)!, changes);
  }

  /** Bytes of all files that were sent more than once. */
  sentTwice(): number {
    const counts = new Map<string, Uint8Array>();
    for (const { sent } of this.requests) {
      if (!sent) continue;
      const times = counts.get(sent.file) ?? new Uint8Array(this.#files.get(sent.file)!.bytes.length);
      for (let index = sent.start; index < sent.end; index++) times[index]!++;
      counts.set(sent.file, times);
    }
    return [...counts.values()]
      .flatMap((times) => [...times])
      .reduce((sum, n) => sum + Math.max(0, n - 1), 0);
  }

  /** Breaks the connection that a 'cut' fault has stalled. */
  cut(): void {
    this.#stalled?.destroy();
    this.#stalled = null;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): ServerResponse {
    const { pathname } = new URL(request.url!, this.endpoint);
    const served: ServedRequest = { path: pathname, authorization: request.headers.authorization };
    this.requests.push(served);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, range');
    response.setHeader(
      'access-control-expose-headers',
      'ETag, Content-Range, Link, Retry-After, X-Error-Code',
    );
    if (request.method === 'OPTIONS') return response.end();
    if (pathname === '/login') return response.writeHead(200, HTML).end('<html>Log in</html>');
    const stored = pathname.match(/^\/storage\/(.+)$/);
    if (!stored && this.token && request.headers.authorization !== `Bearer ${this.token}`) {
      return fail(response, 401, { 'x-error-code': 'GatedRepo' });
    }
    if (pathname.startsWith('/api/')) return this.#answerApi(pathname, response);
    const path = stored?.[1] ?? this.#resolve(pathname);
    const file = path === undefined ? undefined : this.#files.get(path);
    if (path === undefined || !file) return fail(response, 404, { 'x-error-code': 'EntryNotFound' });
    if (!stored && file.bytes.length > LARGE_BYTES) {
      return response.writeHead(302, { location: `${this.storage}/storage/${path}` }).end();
    }
    return this.#send(request, response, { path, file, served });
  }

  #resolve(pathname: string): string | undefined {
    const base = `/${this.id}/resolve/${COMMIT}/`;
    // Not every mirror accepts paths with encoded slashes.
    const isHere = pathname.startsWith(base) && !/%2f/i.test(pathname);
    return isHere ? decodeURIComponent(pathname.slice(base.length)) : undefined;
  }

  #answerApi(pathname: string, response: ServerResponse): ServerResponse {
    const fault = this.apiFaults.shift();
    if (fault?.kind === 'silent') return response;
    if (fault?.kind === 'status') return fail(response, fault.status, fault.headers);
    const json = { 'content-type': 'application/json' };
    if (pathname === `/api/models/${this.id}/revision/${this.revision}`) {
      return response
        .writeHead(200, json)
        .end(
          JSON.stringify({ _id: '1', id: this.id, sha: COMMIT, lastModified: '2024-01-01T00:00:00.000Z' }),
        );
    }
    const root = `/api/models/${this.id}/tree/${COMMIT}`;
    if (pathname !== root && !pathname.startsWith(`${root}/`)) {
      // The hub's response to anonymous requests.
      return fail(response, 401, { 'x-error-code': 'RepoNotFound' });
    }
    const entries = this.#entriesIn(decodeURIComponent(pathname.slice(root.length + 1)));
    return response.writeHead(200, json).end(JSON.stringify(entries));
  }

  /** Files and folders of one folder ('' is the root), without sub-folders. */
  #entriesIn(folder: string): object[] {
    const prefix = folder && `${folder}/`;
    const below = [...this.#files].filter(([path]) => path.startsWith(prefix));
    const isHere = (path: string) => !path.slice(prefix.length).includes('/');
    const folders = below.flatMap(([path]) => (isHere(path) ? [] : path.slice(prefix.length).split('/', 1)));
    return [
      ...[...new Set(folders)].map((name) => ({ type: 'directory', path: prefix + name, size: 0, oid: '0' })),
      ...below.filter(([path]) => isHere(path)).map(([path, file]) => entryOf(path, file)),
    ];
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    { path, file, served }: { path: string; file: HostedFile; served: ServedRequest },
  ): ServerResponse {
    const fault = this.faultsOf.get(path)?.shift() ?? this.faults.shift() ?? { kind: 'none' };
    if (fault.kind === 'status') return fail(response, fault.status, fault.headers);
    if (fault.kind === 'silent') return response;
    if (fault.kind === 'page') return response.writeHead(302, { location: '/login' }).end();
    const size = file.bytes.length;
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const asked = range ? { start: Number(range[1]), end: Number(range[2]) + 1 } : { start: 0, end: size };
    const isFull = fault.kind === 'full-file' || fault.kind === 'gzip' || !range;
    const { start, end } = isFull ? { start: 0, end: size } : asked;
    const { first = 0, last = 0, total = 0 } = fault.kind === 'range' ? fault : {};
    const body = file.bytes.subarray(start, fault.kind === 'short' ? end - 1 : end);
    const isStated = !isFull && fault.kind !== 'unstated';
    response.writeHead(isFull ? 200 : 206, {
      etag: this.newEtags ? `"${this.requests.length}"` : file.etag,
      ...(fault.kind !== 'long' && { 'content-length': encoded(body, fault).length }),
      ...(fault.kind.startsWith('gzip') && { 'content-encoding': 'gzip' }),
      ...(isStated && { 'content-range': `bytes ${start + first}-${end - 1 + last}/${size + total}` }),
    });
    if (fault.kind !== 'cut') {
      served.sent = { file: path, start, end: start + body.length };
      if (fault.kind === 'long') response.write(body);
      return response.end(encoded(body, fault));
    }
    served.sent = { file: path, start, end: start + fault.after };
    if (fault.after === 0) return response.destroy();
    response.write(body.subarray(0, fault.after));
    this.#stalled = response;
    return response;
  }
}

function encoded(body: Uint8Array, { kind }: Fault): Uint8Array {
  if (kind === 'gzip') return gzipSync(body);
  return kind === 'gzip-range' ? gzipSync(body).subarray(1) : body;
}

function entryOf(path: string, { bytes, sha256, gitSha1, stated }: HostedFile): object {
  const entry = { type: 'file', path, size: bytes.length };
  if (bytes.length <= LARGE_BYTES) return { ...entry, oid: stated ?? gitSha1 };
  const lfs = { oid: stated ?? sha256, size: bytes.length, pointerSize: 134 };
  return { ...entry, oid: gitSha1, lfs };
}

function fail(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): ServerResponse {
  return response.writeHead(status, headers).end();
}
