/** The used part of libraries that come without types for it. */

declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  /** An object of the library; with a code, an error. */
  interface Handle {
    code?: unknown;
  }
  interface Plane {
    id: unknown;
    width: number;
    height: number;
    /** Bytes per row. */
    stride: number;
    data: Uint8Array;
  }
  interface Decoded extends Handle {
    image: object;
    channels: Plane[];
  }
  export interface Libheif {
    ready: Promise<unknown>;
    heif_error_code: { heif_error_Ok: unknown };
    heif_colorspace: { heif_colorspace_RGB: unknown };
    heif_chroma: { heif_chroma_interleaved_RGBA: unknown };
    heif_channel: { heif_channel_interleaved: unknown };
    heif_context_alloc(): object;
    heif_context_free(context: object): void;
    heif_context_read_from_memory(context: object, file: Uint8Array): { code: unknown };
    heif_js_context_get_list_of_top_level_image_IDs(context: object): number[] | Handle;
    heif_js_context_get_image_handle(context: object, id: number): Handle;
    heif_image_handle_is_primary_image(handle: object): number;
    heif_image_handle_get_width(handle: object): number;
    heif_image_handle_get_height(handle: object): number;
    heif_image_handle_release(handle: object): void;
    heif_js_decode_image2(handle: object, colorspace: unknown, chroma: unknown): Promise<Decoded | null>;
    heif_image_release(image: object): void;
  }
  export default function createLibheif(): Libheif;
}

declare module 'pako' {
  class Inflate {
    constructor(options: { raw: boolean });
    /** 0 if all went well. */
    err: number;
    result: Uint8Array;
    onData(chunk: Uint8Array): void;
    push(data: Uint8Array, isLast: boolean): boolean;
  }
  const pako: { Inflate: typeof Inflate; inflateRaw(deflated: Uint8Array): Uint8Array };
  export default pako;
}

declare module 'utif2' {
  /** Values by tag: `t256` is the width. */
  export interface Directory {
    [tag: `t${number}`]: readonly (number | string)[] | undefined;
    /** Set by `decodeImage`: samples row by row, and whether the file is little-endian. */
    data?: Uint8Array;
    isLE?: boolean;
  }
  const utif: {
    decode(file: ArrayBuffer, options: { parseMN: boolean; debug: boolean }): Directory[];
    decodeImage(file: ArrayBuffer, directory: Directory): void;
  };
  export default utif;
}
