import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.wasm': 'application/wasm',
};

export interface Hosted {
  /** The folder that is served; by default the built app. */
  folder?: string;
  /** Sent with every file. */
  headers?: Readonly<Record<string, string>>;
}

/** The built app on a plain static host: under a path, without any special header unless it is given. */
export class StaticHost {
  readonly #server: Server;
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  /** What is sent at a path instead of the built file; null: nothing is there. */
  readonly changed: Map<string, string | null>;

  private constructor(
    server: Server,
    { url, requests, changed }: Pick<StaticHost, 'url' | 'requests' | 'changed'>,
  ) {
    this.#server = server;
    this.url = url;
    this.requests = requests;
    this.changed = changed;
  }

  static async start(path: `/${string}`, { folder = DIST, headers = {} }: Hosted = {}): Promise<StaticHost> {
    const requests: string[] = [];
    const changed = new Map<string, string | null>();
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      requests.push(pathname);
      const name = pathname.startsWith(path) ? pathname.slice(path.length) || 'index.html' : null;
      const instead = name === null ? null : changed.get(name);
      const file = name !== null && instead === undefined ? fileIn(folder, name) : null;
      if (!file && typeof instead !== 'string') return response.writeHead(404).end();
      const type = TYPES[extname(name ?? '')] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': type });
      if (file) createReadStream(file).pipe(response);
      else response.end(instead);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
    return new StaticHost(server, { url: `http://localhost:${address.port}${path}`, requests, changed });
  }

  /** The names of the built app's files in `assets/`. */
  static assets(): string[] {
    return readdirSync(join(DIST, 'assets')).map((name) => `assets/${name}`);
  }

  /** A file of the built app, as text. */
  static built(name: string): string {
    return readFileSync(join(DIST, name), 'utf8');
  }

  /** Pulls the plug: open connections break as well. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function fileIn(folder: string, name: string): string | null {
  const file = join(folder, normalize(decodeURIComponent(name)));
  return file.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}
