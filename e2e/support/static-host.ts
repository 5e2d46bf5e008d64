import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize, relative } from 'node:path';
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

/** The built app on a plain static host: under a path, without any special header. */
export class StaticHost {
  readonly #server: Server;
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  /** What is sent instead of the built file of that name: another version of the app. */
  readonly changed: Map<string, string>;

  private constructor(
    server: Server,
    { url, requests, changed }: Pick<StaticHost, 'url' | 'requests' | 'changed'>,
  ) {
    this.#server = server;
    this.url = url;
    this.requests = requests;
    this.changed = changed;
  }

  static async start(path: `/${string}`): Promise<StaticHost> {
    const requests: string[] = [];
    const changed = new Map<string, string>();
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      requests.push(pathname);
      const file = fileAt(path, pathname);
      if (!file) return response.writeHead(404).end();
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      const instead = changed.get(relative(DIST, file));
      if (instead !== undefined) return response.end(instead);
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
    return new StaticHost(server, { url: `http://localhost:${address.port}${path}`, requests, changed });
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

function fileAt(path: string, pathname: string): string | null {
  if (!pathname.startsWith(path)) return null;
  const name = pathname.slice(path.length) || 'index.html';
  const file = join(DIST, normalize(decodeURIComponent(name)));
  return file.startsWith(DIST) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}
