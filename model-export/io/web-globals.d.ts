/**
 * The part of the web platform's globals that the exporter uses. Node and every page have them, but the ES library
 * does not.
 */
interface Blob {
  readonly size: number;
  slice(start: number, end: number): Blob;
  arrayBuffer(): Promise<ArrayBuffer>;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class URL {
  constructor(url: string);
  static canParse(url: string): boolean;
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare class Headers {
  get(name: string): string | null;
}
interface ReadableStream {
  getReader(): unknown;
  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array>;
  cancel(): Promise<void>;
}
declare class Response {
  constructor(body: string, init?: { headers?: Headers });
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly body: ReadableStream | null;
}
declare function fetch(
  input: string | URL,
  init?: { headers?: Record<string, string>; signal?: AbortSignal | null },
): Promise<Response>;
declare function setTimeout(handler: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;
