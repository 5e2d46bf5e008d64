/** The part of the web platform's globals that the room uses. Node and every page have them, the ES library does not. */

interface Blob {
  slice(start?: number, end?: number): Blob;
  arrayBuffer(): Promise<ArrayBuffer>;
}
/** Of a text whose letters are bytes. */
declare function btoa(bytes: string): string;
declare function atob(base64: string): string;
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
interface ReadableStreamReader {
  read(): Promise<{ done: true; value?: undefined } | { done: false; value: Uint8Array }>;
  cancel(reason?: unknown): Promise<void>;
}
declare class ReadableStream {
  constructor(source: {
    pull(controller: { enqueue(chunk: Uint8Array): void; close(): void }): Promise<void>;
    cancel?(): Promise<void>;
  });
  getReader(): ReadableStreamReader;
}
interface WritableStream {
  getWriter(): { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> };
}
declare class DecompressionStream {
  constructor(format: 'deflate' | 'deflate-raw' | 'gzip');
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}
