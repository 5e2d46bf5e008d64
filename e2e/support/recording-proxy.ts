import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

export interface SeenRequest {
  method: string;
  /** Scheme, host and port; of a request that was not for http, the host alone. */
  origin: string;
  path: string;
  /** Bytes of its body. */
  bytes: number;
}

/** Chromium itself asks its maker what the fields of a form are for, by hashes of their names; no page is asked. */
const OF_THE_BROWSER = new Set(['content-autofill.googleapis.com:443']);

/** A proxy that a browser sends everything through, requests to this machine included. It lets nothing leave it. */
export class RecordingProxy {
  readonly #server: Server;
  readonly seen: SeenRequest[] = [];

  private constructor() {
    this.#server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing));
    // An encrypted connection, or a WebSocket.
    this.#server.on('connect', ({ method = '', url = '' }, socket) => {
      if (!OF_THE_BROWSER.has(url)) this.seen.push({ method, origin: url, path: '', bytes: 0 });
      socket.destroy();
    });
  }

  static async start(): Promise<RecordingProxy> {
    const proxy = new RecordingProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** For the context of a browser. */
  get settings(): { server: string; bypass: string } {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('The proxy has no port.');
    return { server: `http://127.0.0.1:${address.port}`, bypass: '<-loopback>' };
  }

  /** The origins that were asked for anything so far. */
  origins(): Set<string> {
    return new Set(this.seen.map(({ origin }) => origin));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { origin, hostname, port, pathname, search } = new URL(incoming.url ?? '', 'http://unknown');
    const { method = '', headers } = incoming;
    const seen = { method, origin, path: pathname + search, bytes: 0 };
    this.seen.push(seen);
    incoming.on('data', (chunk: Buffer) => {
      seen.bytes += chunk.byteLength;
    });
    if (!['localhost', '127.0.0.1'].includes(hostname)) return void outgoing.writeHead(403).end();
    const onward = request({ hostname, port, path: seen.path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }
}
