/** The used part of libraries that come without types for it. */

declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  interface Display {
    width: number;
    height: number;
    data: Uint8ClampedArray;
  }
  interface HeifImage {
    is_primary(): boolean;
    get_width(): number;
    get_height(): number;
    /** Fills `display.data` with RGBA; null if the picture cannot be decoded. */
    display(display: Display, callback: (result: Display | null) => void): void;
    free(): void;
  }
  interface Libheif {
    ready: Promise<unknown>;
    HeifDecoder: new () => { decode(file: Uint8Array): HeifImage[] };
  }
  export default function createLibheif(): Libheif;
}

declare module 'pako' {
  const pako: object;
  export default pako;
}

declare module 'utif2' {
  /** Values by tag: `t256` is the width. */
  interface Directory {
    [tag: `t${number}`]: readonly (number | string)[] | undefined;
    /** Set by `decodeImage`: samples row by row, and whether the file is little-endian. */
    data?: Uint8Array;
    isLE?: boolean;
  }
  export function decode(file: ArrayBuffer): Directory[];
  export function decodeImage(file: ArrayBuffer, directory: Directory): void;
}
